import { parseInstant } from '@annals/domain';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { modifiedAt } from './file-print.js';

test.each([
  [0n, '1970-01-01T00:00:00.000000000Z'],
  [1n, '1970-01-01T00:00:00.000000001Z'],
  [-1n, '1969-12-31T23:59:59.999999999Z'],
  [1_795_248_639_841_686_993n, '2026-11-21T08:10:39.841686993Z'],
  [10n ** 24n, '9999-12-31T23:59:59.999999999Z'],
  [-(10n ** 24n), '0000-01-01T00:00:00.000000000Z'],
])('%s ns after 1970 is %s', (mtimeNs, instant) => {
  expect(modifiedAt({ mtimeNs })).toBe(instant);
});

test('every time of a file is an instant, in the order of time', () => {
  const times = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 21n });
  fc.assert(
    fc.property(times, times, (left, right) => {
      const [first, second] = [modifiedAt({ mtimeNs: left }), modifiedAt({ mtimeNs: right })];
      expect(parseInstant(first)).toEqual({ ok: true, value: first });
      if (left < right) expect(first <= second).toBe(true);
    }),
  );
});
