import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutBatches } from './sqs-batch.js';

const mebibyte = 1024 * 1024;
const size = (bytes: number): number => bytes;

describe('cutting entries into requests', () => {
  test('keeps each entry once and in order, ten and 1 MiB at most to a request, none of them empty', () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: mebibyte }), fc.integer({ min: 1, max: 200 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(sizes, (entries) => {
        const batches = cutBatches(entries, size);
        expect(batches.flat()).toEqual(entries);
        for (const [index, batch] of batches.entries()) {
          const bytes = batch.reduce((sum, one) => sum + one, 0);
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(bytes).toBeLessThanOrEqual(mebibyte);
          const next = batches[index + 1]?.[0];
          if (next !== undefined && batch.length < 10) expect(bytes + next).toBeGreaterThan(mebibyte);
        }
      }),
    );
  });

  test.each([
    [[mebibyte], 1],
    [[mebibyte - 1, 1], 1],
    [[mebibyte, 1], 2],
    [Array.from({ length: 10 }, () => 1), 1],
    [Array.from({ length: 11 }, () => 1), 2],
    [[], 0],
  ])('makes of %j requests: %i', (entries, count) => {
    expect(cutBatches(entries, size)).toHaveLength(count);
  });
});
