import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyTime } from '../../testing/event-arbitraries.js';
import { ceilToMs, instantFromMicros, microsOf, parseInstant } from './instant.js';

function parsed(text: string): string {
  const result = parseInstant(text);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe('parseInstant', () => {
  test.each([
    ['2026-11-21T08:00:00Z', '2026-11-21T08:00:00.000000000Z'],
    ['2026-11-21t08:00:00.5z', '2026-11-21T08:00:00.500000000Z'],
    ['2026-11-21T08:00:00.123456789+00:00', '2026-11-21T08:00:00.123456789Z'],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000000000Z'],
    ['2024-02-28T23:30:00.000000001-01:00', '2024-02-29T00:30:00.000000001Z'],
    ['0000-03-01T00:00:00Z', '0000-03-01T00:00:00.000000000Z'],
    ['0050-03-01T00:00:00+00:01', '0050-02-28T23:59:00.000000000Z'],
    ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999999999Z'],
    ['1990-12-31T23:59:60Z', '1991-01-01T00:00:00.000000000Z'],
    ['1990-12-31T15:59:60.25-08:00', '1991-01-01T00:00:00.250000000Z'],
  ])('reads %s as %s', (text, instant) => {
    expect(parsed(text)).toBe(instant);
  });

  test.each([
    ['2026-11-21', 'RFC 3339'],
    ['2026-11-21T08:00:00', 'RFC 3339'],
    ['2026-11-21 08:00:00Z', 'RFC 3339'],
    ['2026-11-21T08:00:00.Z', 'RFC 3339'],
    ['+02026-11-21T08:00:00Z', 'RFC 3339'],
    ['2026-11-21T08:00:00.1234567890Z', 'nine'],
    ['2026-02-29T00:00:00Z', 'exist'],
    ['1900-02-29T00:00:00Z', 'exist'],
    ['2026-13-01T00:00:00Z', 'exist'],
    ['2026-00-01T00:00:00Z', 'exist'],
    ['2026-04-31T00:00:00Z', 'exist'],
    ['2026-01-01T24:00:00Z', 'exist'],
    ['2026-01-01T12:00:60Z', 'leap second'],
    ['2026-01-01T00:00:61Z', 'exist'],
    ['2026-01-01T00:00:00+24:00', 'offset'],
    ['0000-01-01T00:00:00+00:01', 'years'],
    ['9999-12-31T23:59:59-00:01', 'years'],
  ])('refuses %s', (text, reason) => {
    const result = parseInstant(text);
    expect(result).toEqual({ ok: false, error: expect.stringContaining(reason) });
  });

  test('means the same millisecond as Date, for every time and offset', () => {
    fc.assert(
      fc.property(anyTime(), (text) => {
        expect(Date.parse(parsed(text).slice(0, 23) + 'Z')).toBe(Date.parse(text.replace(/(\.\d{3})\d+/, '$1')));
      }),
    );
  });

  test('orders as text exactly as in time', () => {
    const nanos = (text: string): bigint =>
      BigInt(Date.parse(text.slice(0, 19) + 'Z')) * 1_000_000n + BigInt(text.slice(20, 29));
    fc.assert(
      fc.property(anyTime(), anyTime(), (left, right) => {
        const [a, b] = [parsed(left), parsed(right)];
        expect(a < b).toBe(nanos(a) < nanos(b));
      }),
    );
  });
});

test('instantFromMicros writes microseconds and reads back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000_000, max: Number.MAX_SAFE_INTEGER }), (micros) => {
      const instant = instantFromMicros(micros);
      expect(instant).toHaveLength(30);
      const nanos = BigInt(Date.parse(instant.slice(0, 19) + 'Z')) * 1_000_000n + BigInt(instant.slice(20, 29));
      expect(nanos).toBe(BigInt(micros) * 1000n);
      expect(microsOf(instant)).toBe(micros);
    }),
  );
});

test.each([
  ['2026-01-01T00:00:00Z', 0],
  ['2026-01-01T00:00:00.001Z', 1],
  ['2026-01-01T00:00:00.000000001Z', 1],
  ['2026-01-01T00:00:00.001999999Z', 2],
])('ceilToMs rounds %s up', (text, ms) => {
  const result = parseInstant(text);
  expect(result.ok && ceilToMs(result.value)).toBe(Date.UTC(2026, 0, 1) + ms);
});
