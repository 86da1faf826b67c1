import { describe, expect, test } from '@jest/globals';
import { attributeLimitsBytes, comparePositions, utf8Length, type EventPosition, type Instant } from '@annals/domain';
import { anyAttribute, anySource, event } from '@annals/domain/testing';
import fc from 'fast-check';
import {
  eventIndexKeys,
  eventKey,
  positionKey,
  positionKeyBeside,
  positionOfKey,
  subjectPartition,
  timePartition,
  typePartition,
} from './event-keys.js';
import { maxShards } from './shard.js';

/** What DynamoDB refuses to exceed; the engine of these tests does not refuse it. */
const maxPartitionKeyBytes = 2048;
const maxSortKeyBytes = 1024;

const anyShard = fc.integer({ min: 0, max: maxShards - 1 });
/** Texts that are easily mistaken for one another once joined. */
const confusable = fc.string({ unit: fc.constantFrom('#', '%', '2', '3', 'a', 'é'), minLength: 1, maxLength: 6 });
const anyPosition: fc.Arbitrary<EventPosition> = fc.record({
  instant: fc
    .tuple(
      fc.date({ noInvalidDate: true, min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') }),
      fc.nat(999_999),
    )
    .map(([date, nanos]) => `${date.toISOString().slice(0, 23)}${String(nanos).padStart(6, '0')}Z` as Instant),
  hash: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/),
});

describe('the keys of events', () => {
  test('are the same for the same identity only', () => {
    fc.assert(
      fc.property(confusable, confusable, confusable, confusable, (id, source, otherId, otherSource) => {
        const same = id === otherId && source === otherSource;
        expect(eventKey({ id, source }).pk === eventKey({ id: otherId, source: otherSource }).pk).toBe(same);
      }),
    );
  });

  test.each([
    ['type', typePartition],
    ['subject', subjectPartition],
  ])('share a partition of an index only with the same %s in the same shard', (_, partition) => {
    const shard = fc.constantFrom(0, 1, 2, 22, 223);
    fc.assert(
      fc.property(confusable, shard, confusable, shard, (value, shardOfValue, other, shardOfOther) => {
        const same = value === other && shardOfValue === shardOfOther;
        expect(partition(value, shardOfValue) === partition(other, shardOfOther)).toBe(same);
      }),
    );
  });

  test('stand in partitions whose kinds cannot be mistaken', () => {
    fc.assert(
      fc.property(anyAttribute(256), anyShard, (value, shard) => {
        expect(new Set([timePartition(shard), typePartition(value, shard), subjectPartition(value, shard)]).size).toBe(
          3,
        );
      }),
    );
  });

  test.each(['a', '#', '%', 'é', '\u{1f600}'])(
    'fit into DynamoDB where every attribute is as long as it may be, of %s',
    (character) => {
      const longest = (maxBytes: number): string => character.repeat(Math.floor(maxBytes / utf8Length(character)));
      const reference = character === '#' || character === '%' ? 'a' : character;
      const largest = event({
        id: longest(attributeLimitsBytes.id),
        source: reference.repeat(Math.floor(attributeLimitsBytes.source / utf8Length(reference))),
        type: longest(attributeLimitsBytes.type),
        subject: longest(attributeLimitsBytes.subject),
      });
      const { pk, sk } = eventKey(largest);
      const { gsi1pk, gsi1sk, gsi2pk, gsi2sk, gsi3pk, gsi3sk } = eventIndexKeys(largest, maxShards - 1);
      for (const key of [pk, gsi1pk, gsi2pk, gsi3pk!])
        expect(utf8Length(key)).toBeLessThanOrEqual(maxPartitionKeyBytes);
      for (const key of [sk, gsi1sk, gsi2sk, gsi3sk!]) expect(utf8Length(key)).toBeLessThanOrEqual(maxSortKeyBytes);
    },
  );

  test('fit into DynamoDB for any identity', () => {
    fc.assert(
      fc.property(anyAttribute(attributeLimitsBytes.id), anySource(), (id, source) => {
        expect(utf8Length(eventKey({ id, source }).pk)).toBeLessThanOrEqual(903);
      }),
    );
  });

  test('have no subject partition where there is no subject', () => {
    const keys = eventIndexKeys(event({ type: 'order.paid' }), 3);
    expect(Object.keys(keys)).toEqual(['gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk']);
    expect(keys).toMatchObject({ gsi1pk: 'EVENTS#3', gsi2pk: 'TYPE#order.paid#3' });
  });
});

describe('the sort key of a position', () => {
  test('gives the position back', () => {
    fc.assert(fc.property(anyPosition, (position) => expect(positionOfKey(positionKey(position))).toEqual(position)));
  });

  test('has no other between it and the key beside it, in either direction', () => {
    const base64url = fc.stringMatching(/^[A-Za-z0-9_-]$/);
    fc.assert(
      fc.property(anyPosition, anyPosition, base64url, (position, far, last) => {
        const near = { ...position, hash: position.hash.slice(0, -1) + last };
        for (const other of [near, far].map(positionKey)) {
          expect(other >= positionKeyBeside(position, 1)).toBe(other > positionKey(position));
          expect(other <= positionKeyBeside(position, -1)).toBe(other < positionKey(position));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('has 53 characters and orders by bytes as positions do', () => {
    fc.assert(
      fc.property(anyPosition, anyPosition, fc.boolean(), (left, right, sameInstant) => {
        const other = sameInstant ? { ...right, instant: left.instant } : right;
        const byBytes = Buffer.compare(Buffer.from(positionKey(left)), Buffer.from(positionKey(other)));
        expect(positionKey(left)).toHaveLength(53);
        expect(Math.sign(byBytes)).toBe(Math.sign(comparePositions(left, other)));
      }),
    );
  });
});
