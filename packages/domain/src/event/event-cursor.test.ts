import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyAttribute, anySource } from '../../testing/event-arbitraries.js';
import { sha256 } from '../../testing/event-builders.js';
import { instantFromMicros } from '../shared/instant.js';
import { comparePositions, decodeCursor, encodeCursor, type EventPosition } from './event-cursor.js';
import type { EventQuery } from './event-query.js';

const instant = fc.integer({ min: -62_135_596_800_000_000, max: 250_000_000_000_000_000 / 100 }).map(instantFromMicros);
const position: fc.Arbitrary<EventPosition> = fc.record({ instant, hash: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/) });
const query: fc.Arbitrary<EventQuery> = fc.record(
  {
    type: anyAttribute(256),
    source: anySource(),
    subject: anyAttribute(512),
    from: instant,
    to: instant,
    order: fc.constantFrom('asc' as const, 'desc' as const),
  },
  { requiredKeys: ['order'] },
);

describe('a cursor', () => {
  test('gives back the position that it was made of', () => {
    fc.assert(
      fc.property(position, query, (at, of) => {
        expect(decodeCursor(encodeCursor(at, of, sha256), of, sha256)).toEqual({ ok: true, value: at });
      }),
    );
  });

  test('needs no escape in a URL', () => {
    fc.assert(
      fc.property(position, query, (at, of) => expect(encodeCursor(at, of, sha256)).toMatch(/^[A-Za-z0-9._-]{72}$/)),
    );
  });

  test('is refused with any other query', () => {
    fc.assert(
      fc.property(position, query, query, (at, made, used) => {
        fc.pre(JSON.stringify(Object.entries(made).sort()) !== JSON.stringify(Object.entries(used).sort()));
        expect(decodeCursor(encodeCursor(at, made, sha256), used, sha256).ok).toBe(false);
      }),
    );
  });

  test('is refused when any of its characters was changed', () => {
    fc.assert(
      fc.property(position, query, fc.nat(71), fc.stringMatching(/^[A-Za-z0-9._-]$/), (at, of, index, character) => {
        const cursor = encodeCursor(at, of, sha256);
        const altered = cursor.slice(0, index) + character + cursor.slice(index + 1);
        fc.pre(altered !== cursor);
        expect(decodeCursor(altered, of, sha256).ok).toBe(false);
      }),
    );
  });

  test('is refused when it is none', () => {
    fc.assert(fc.property(fc.string(), query, (text, of) => expect(decodeCursor(text, of, sha256).ok).toBe(false)));
  });
});

test('positions are in the order of their instants, then of their hashes, which is total', () => {
  fc.assert(
    fc.property(position, position, (left, right) => {
      const compared = comparePositions(left, right);
      expect(Math.sign(compared)).toBe(-Math.sign(comparePositions(right, left)) + 0);
      if (compared === 0) expect(left).toEqual(right);
      if (left.instant < right.instant) expect(compared).toBeLessThan(0);
    }),
  );
});
