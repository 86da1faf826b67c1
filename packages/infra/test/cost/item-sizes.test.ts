import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventSizes, readUnits, recordingUnits, writeUnits } from '../../lib/cost/item-sizes.js';

test('an item grows by its data, the entries of indexes do not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 200_000 }), fc.nat(60_000), (bytes, more) => {
      const small = eventSizes(bytes);
      const large = eventSizes(bytes + more);
      expect(large.item - small.item - more).toBeLessThanOrEqual(2);
      expect(large.item - small.item - more).toBeGreaterThanOrEqual(0);
      expect(recordingUnits(bytes + more).indexes).toEqual([1, 1, 1]);
    }),
  );
});

test('an event has its item and three entries, each of which holds its keys', () => {
  const { item, indexEntries } = eventSizes(1024);
  expect(indexEntries).toHaveLength(3);
  for (const entry of indexEntries) expect(entry).toBeGreaterThan(53 + 36);
  expect(item).toBeGreaterThan(1024 + 53 * 3);
  expect(item).toBeLessThan(1024 + 1024);
});

test.each([
  [0, 1],
  [1024, 1],
  [1025, 2],
])('writing %i bytes takes %i units', (bytes, units) => {
  expect(writeUnits(bytes)).toBe(units);
});

test.each([
  [4096, true, 1],
  [4097, true, 2],
  [4097, false, 1],
  [0, false, 0.5],
])('reading %i bytes, consistently: %s, takes %d units', (bytes, consistent, units) => {
  expect(readUnits(bytes, consistent)).toBe(units);
});
