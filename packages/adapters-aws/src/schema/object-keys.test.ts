import { describe, expect, test } from '@jest/globals';
import { compareUtf8, maxKeyBytes, objectHash, utf8Length, type ObjectIdentity } from '@annals/domain';
import { objectState, secondsIn2026, sha256, tombstone } from '@annals/domain/testing';
import fc from 'fast-check';
import { timePartition } from './event-keys.js';
import {
  changePartition,
  checkpointKey,
  historyKey,
  identityOfObjectKey,
  keyPartition,
  lastKeyUnder,
  objectIndexKeys,
  objectKey,
} from './object-keys.js';
import { maxShards } from './shard.js';

/** What DynamoDB refuses to exceed; the engine of these tests does not refuse it. */
const maxPartitionKeyBytes = 2048;
const maxSortKeyBytes = 1024;

const anyBucket = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
const confusableBucket = fc.stringMatching(/^[ab1.-]{3,5}$/);
const confusableKey = fc.string({ unit: fc.constantFrom('#', '%', '1', 'a', 'b', 'é'), minLength: 1, maxLength: 6 });
const identity = (bucket: fc.Arbitrary<string>, key: fc.Arbitrary<string>): fc.Arbitrary<ObjectIdentity> =>
  fc.record({ bucket, key });
/** Of every length in bytes up to the longest that a key can have. */
const anyKey = fc
  .string({
    unit: fc.constantFrom('a', '#', '\u0000', '\u007f', 'é', '\u07ff', '\uffff', '\u{10ffff}'),
    minLength: 1,
    maxLength: 1100,
  })
  .map((text) => Array.from(text).reduce((key, unit) => (utf8Length(key + unit) > maxKeyBytes ? key : key + unit), ''));

describe('the keys of objects', () => {
  test('are the same for the same bucket and key only', () => {
    const any = identity(confusableBucket, confusableKey);
    fc.assert(
      fc.property(any, any, (left, right) => {
        const same = left.bucket === right.bucket && left.key === right.key;
        expect(objectKey(left).pk === objectKey(right).pk).toBe(same);
      }),
      { numRuns: 1000 },
    );
  });

  test('give bucket and key back', () => {
    fc.assert(
      fc.property(identity(anyBucket, anyKey), (any) => expect(identityOfObjectKey(objectKey(any).pk)).toEqual(any)),
    );
  });

  test('fit into DynamoDB for every key, also where one fills a sort key', () => {
    const longest = identity(
      fc.constant('b'.repeat(63)),
      fc.oneof(anyKey, fc.constantFrom('a'.repeat(1024), '\u{1f600}'.repeat(256))),
    );
    fc.assert(
      fc.property(longest, (any) => {
        const { gsi1pk, gsi1sk, gsi2pk, gsi2sk } = objectIndexKeys(
          objectState(any),
          objectHash(any, sha256),
          maxShards - 1,
        );
        const { pk, sk } = objectKey(any);
        for (const key of [pk, gsi1pk, gsi2pk!, checkpointKey(any.bucket).pk])
          expect(utf8Length(key)).toBeLessThanOrEqual(maxPartitionKeyBytes);
        for (const key of [sk, gsi1sk, gsi2sk!, historyKey(any, 'p'.repeat(1000)).sk])
          expect(utf8Length(key)).toBeLessThanOrEqual(maxSortKeyBytes);
        expect(gsi2sk).toBe(any.key);
      }),
    );
  });

  test('stand in partitions whose kinds, buckets and shards cannot be mistaken', () => {
    const shard = fc.constantFrom(0, 1, 11, 111);
    const place = fc.tuple(fc.constantFrom(changePartition, keyPartition), confusableBucket, shard);
    fc.assert(
      fc.property(place, place, ([kind, bucket, number], [otherKind, otherBucket, otherNumber]) => {
        const same = kind === otherKind && bucket === otherBucket && number === otherNumber;
        expect(kind(bucket, number) === otherKind(otherBucket, otherNumber)).toBe(same);
        expect(kind(bucket, number)).not.toBe(timePartition(otherNumber));
      }),
      { numRuns: 1000 },
    );
  });

  test('leave the index by key, and only that, where the object is removed', () => {
    const removed = objectIndexKeys(tombstone({ eventTime: secondsIn2026(5) }), 'h'.repeat(22), 3);
    expect(removed).toEqual({
      gsi1pk: 'OBJECTS#main-bucket#3',
      gsi1sk: `2026-01-01T00:00:05.000000000Z#${'h'.repeat(22)}`,
    });
    expect(objectIndexKeys(objectState({ key: 'a/b' }), 'h'.repeat(22), 3)).toMatchObject({
      gsi2pk: 'KEYS#main-bucket#3',
      gsi2sk: 'a/b',
    });
  });
});

test('the last key under a prefix is a key, and none under the prefix sorts behind it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constant(''), anyKey), anyKey, (prefix, rest) => {
      const last = lastKeyUnder(prefix);
      expect(utf8Length(last)).toBe(maxKeyBytes);
      expect(last.startsWith(prefix)).toBe(true);
      const under = prefix + rest;
      if (utf8Length(under) <= maxKeyBytes) expect(compareUtf8(under, last)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 500 },
  );
});
