import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { byteRangeOf } from './byte-range.js';

describe('the range of a request', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=2-5', { start: 2, end: 5 }],
    ['bytes=2-', { start: 2, end: 9 }],
    ['bytes=9-', { start: 9, end: 9 }],
    ['bytes=2-99', { start: 2, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-99', { start: 0, end: 9 }],
    ['BYTES= 2-5 ', { start: 2, end: 5 }],
    ['bytes=0-99999999999999999999', { start: 0, end: 9 }],
  ])('%s is a part of ten bytes', (range, part) => {
    expect(byteRangeOf(range, 10)).toEqual(part);
  });

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0', 'bytes=99999999999999999999-'])(
    '%s has none of ten bytes',
    (range) => {
      expect(byteRangeOf(range, 10)).toBe('unsatisfiable');
    },
  );

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=5-2',
    'bytes=0-1,3-4',
    'lines=0-1',
    'bytes=1',
  ])('%s asks for all of it', (range) => {
    expect(byteRangeOf(range, 10)).toBe('whole');
  });

  it.each(['bytes=0-', 'bytes=0-0', 'bytes=-1'])('%s has none of no bytes', (range) => {
    expect(byteRangeOf(range, 0)).toBe('unsatisfiable');
  });

  it('lies within the content, whatever is asked for', () => {
    const bound = fc.option(fc.nat(40), { nil: '' });
    fc.assert(
      fc.property(bound, bound, fc.nat(30), (first, last, sizeBytes) => {
        const part = byteRangeOf(`bytes=${first}-${last}`, sizeBytes);
        if (typeof part === 'string') return;
        expect(part.start).toBeGreaterThanOrEqual(0);
        expect(part.end).toBeLessThan(sizeBytes);
        expect(part.start).toBeLessThanOrEqual(part.end);
      }),
    );
  });
});
