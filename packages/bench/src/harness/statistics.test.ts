import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { summarise, summariseRatios } from './statistics.js';

const measurements = fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('what many measurements say', () => {
  test.each([
    [[3], { median: 3, q1: 3, q3: 3, count: 1 }],
    [[4, 1, 3, 2], { median: 2.5, q1: 1.75, q3: 3.25, count: 4 }],
    [[100, 9, 10], { median: 10, q1: 9.5, q3: 55, count: 3 }],
  ])('%j', (values, summary) => {
    expect(summarise(values)).toEqual(summary);
  });

  test('does not depend on their order', () => {
    fc.assert(
      fc.property(measurements, (values) => {
        expect(summarise(values.toReversed())).toEqual(summarise(values));
      }),
    );
  });

  test('lies between the least and the most', () => {
    fc.assert(
      fc.property(measurements, (values) => {
        const { q1, median, q3 } = summarise(values);
        const ordered = [Math.min(...values), q1, median, q3, Math.max(...values)];
        for (const [index, value] of ordered.slice(1).entries()) expect(value).toBeGreaterThanOrEqual(ordered[index]!);
      }),
    );
  });

  test.each([[[]], [[1, Number.NaN]], [[Infinity]]])('is nothing for %j', (values) => {
    expect(() => summarise(values)).toThrow('nothing to sum up');
  });
});

describe('how sides compare', () => {
  test('is what their ratios say round by round, so that a slow round counts once and in both', () => {
    expect(summariseRatios([10, 20, 4000], [5, 10, 2000])).toEqual({ median: 2, q1: 2, q3: 2, count: 3 });
  });

  test('is nothing where they were not measured equally often', () => {
    expect(() => summariseRatios([1, 2], [1])).toThrow('equally often');
  });
});
