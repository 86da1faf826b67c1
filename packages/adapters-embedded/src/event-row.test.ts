import { anyEvent, attempt, event } from '@annals/domain/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventColumns } from './event-columns.js';
import { attemptOf, rowOf } from './event-row.js';

test('reads every attempt back from its row', () => {
  fc.assert(
    fc.property(anyEvent(), fc.uuid(), (one, writeId) => {
      expect(attemptOf(rowOf({ event: one, writeId }))).toEqual({ event: one, writeId });
    }),
  );
});

test('has a value for each column', () => {
  expect(rowOf(attempt(event()))).toHaveLength(eventColumns.length);
});

test('keeps extensions in their order and type, also under names that objects order first', () => {
  const extensions = new Map<string, string | number | boolean>([
    ['z', 'text'],
    ['10', 7],
    ['2', true],
  ]);
  const { event: read } = attemptOf(rowOf(attempt({ ...event(), extensions })));
  expect([...read.extensions]).toEqual([...extensions]);
});

test('gives bytes a buffer of their own, so that a slice of a request does not carry the request', () => {
  const request = Uint8Array.from({ length: 1000 }, (_, index) => index % 256);
  const row = rowOf(attempt({ ...event(), data: { kind: 'bytes', bytes: request.subarray(10, 20) } }));
  const bytes = row[eventColumns.indexOf('data')] as Uint8Array;
  expect([...bytes]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  expect(bytes.buffer.byteLength).toBe(10);
});
