import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { prices, pricesReadOn, usdFor, type Price } from '../../lib/cost/prices.js';
import { quotas } from '../../lib/cost/quotas.js';

const all = Object.entries<Price>(prices);

test.each(all)('%s says where it was read and when', (_, { source, asOf }) => {
  expect(source).toMatch(/^https:\/\/\S+/);
  expect(asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(asOf <= pricesReadOn).toBe(true);
});

test.each(Object.entries(quotas))('the quota %s says where it was read', (_, { source, value }) => {
  expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  expect(value).toBeGreaterThan(0);
});

test.each(all)('the steps of %s go on where the one before ends, and get no dearer', (_, { steps }) => {
  const ends = steps.map(({ upTo }) => upTo ?? Number.POSITIVE_INFINITY);
  expect(ends.at(-1)).toBe(Number.POSITIVE_INFINITY);
  expect(ends).toEqual(ends.toSorted((left, right) => left - right));
  const amounts = steps.map(({ usd }) => usd);
  expect(amounts).toEqual(amounts.toSorted((left, right) => right - left));
});

test('what is over a step is billed by the next one', () => {
  expect(usdFor(prices.restRequest, 333e6)).toBeCloseTo(1165.5, 6);
  expect(usdFor(prices.restRequest, 334e6)).toBeCloseTo(1165.5 + 2.8, 6);
});

test('two parts of a quantity cost at least what they cost together', () => {
  const anyPrice = fc.constantFrom(...all.map(([, price]) => price));
  fc.assert(
    fc.property(anyPrice, fc.nat(1e9), fc.nat(1e9), (price, left, right) => {
      const together = usdFor(price, left + right);
      expect(usdFor(price, left) + usdFor(price, right)).toBeGreaterThanOrEqual(together * (1 - 1e-12));
    }),
  );
});
