import { compareUtf8 } from '@annals/domain';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keysUnder } from './key-range.js';

const text = fc.string({ unit: fc.constantFrom('a', '\u0000', '/', '\ud7ff', '\ue000', '\u{1f600}', '\u{10ffff}') });

test('the range of a prefix holds just the keys that start with it', () => {
  fc.assert(
    fc.property(text, fc.oneof(text, fc.string({ unit: 'binary' })), fc.boolean(), (prefix, rest, isUnder) => {
      const key = isUnder ? `${prefix}${rest}` : rest;
      const { from, before } = keysUnder(prefix);
      const isWithin = compareUtf8(key, from) >= 0 && compareUtf8(key, before) < 0;
      expect(isWithin).toBe(key.startsWith(prefix));
    }),
    { numRuns: 2000 },
  );
});

test('no key is behind the range of all', () => {
  expect(compareUtf8('\u{10ffff}'.repeat(256), keysUnder('').before)).toBeLessThan(0);
});
