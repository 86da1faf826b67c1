import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareUtf8, compareUtf8Parts, isLongerThan, utf8Length } from './utf8.js';

const wellFormed = fc.string({ unit: 'binary' });

describe('compareUtf8', () => {
  test('orders as the bytes of UTF-8 do', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (left, right) => {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareUtf8(left, right))).toBe(bytes);
      }),
    );
  });

  test('orders parts of one text as it orders the texts', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, wellFormed, (before, left, right) => {
        const [text, start, middle] = [before + left + right + before, before.length, before.length + left.length];
        const order = compareUtf8Parts(text, start, middle, middle, middle + right.length);
        expect(Math.sign(order)).toBe(Math.sign(compareUtf8(left, right)));
      }),
    );
  });

  test('puts what is beyond U+FFFF last, where comparing UTF-16 units does not', () => {
    expect(compareUtf8('\uff5e', '\u{1f600}')).toBeLessThan(0);
    expect('\uff5e' < '\u{1f600}').toBe(false);
  });
});

describe('utf8Length', () => {
  test('is the number of bytes that encoding gives, also for lone surrogates', () => {
    fc.assert(
      fc.property(
        fc.oneof(wellFormed, fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) })),
        (text) => {
          expect(utf8Length(text)).toBe(Buffer.byteLength(text));
        },
      ),
    );
  });
});

describe('isLongerThan', () => {
  test('tells whether a text takes more bytes than its limit', () => {
    fc.assert(
      fc.property(wellFormed, fc.integer({ min: -4, max: 4 }), (text, difference) => {
        const limit = Buffer.byteLength(text) + difference;
        expect(isLongerThan(text, limit)).toBe(difference < 0);
      }),
    );
  });
});
