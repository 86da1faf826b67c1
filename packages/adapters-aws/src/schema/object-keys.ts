import { maxKeyBytes, objectKeyOf, utf8Length, type Instant, type ObjectIdentity } from '@annals/domain';
import { positionKey } from './event-keys.js';

/** The sort key of the item that holds an object's current state. */
export const currentSortKey = 'CURRENT';

/** What the sort keys of an object's history start with. */
export const historySortKeyPrefix = 'CHANGE#';

/** The primary key of an object's current state. `pk` is at most 1,095 bytes of the 2,048 that a partition key may have. */
export function objectKey(identity: ObjectIdentity): { readonly pk: string; readonly sk: typeof currentSortKey } {
  return { pk: objectKeyOf(identity), sk: currentSortKey };
}

/** The identity that a partition key was made of: the inverse of `objectKeyOf`. */
export function identityOfObjectKey(pk: string): ObjectIdentity {
  const bucket = pk.indexOf('#') + 1;
  const key = pk.indexOf('#', bucket) + 1;
  return { bucket: pk.slice(bucket, key - 1), key: pk.slice(key) };
}

/** The primary key of a history entry. `sk` is at most 1,007 bytes: a position has up to 1,000. */
export function historyKey(
  identity: ObjectIdentity,
  position: string,
): { readonly pk: string; readonly sk: `${typeof historySortKeyPrefix}${string}` } {
  return { pk: objectKeyOf(identity), sk: `${historySortKeyPrefix}${position}` };
}

/** The partition of `gsi1` that holds a shard of the current states of a bucket. */
export function changePartition(bucket: string, shard: number): string {
  return `OBJECTS#${bucket}#${shard}`;
}

/** The partition of `gsi2` that holds a shard of the living objects of a bucket. */
export function keyPartition(bucket: string, shard: number): string {
  return `KEYS#${bucket}#${shard}`;
}

/** A current state's keys in the indexes; those of `gsi2` are absent where the object is removed. */
export interface ObjectIndexKeys {
  readonly gsi1pk: string;
  readonly gsi1sk: string;
  readonly gsi2pk?: string;
  readonly gsi2sk?: string;
}

/**
 * The keys under which the indexes find an object, in one shard. The key of a living object is a sort key as it is, since nothing fits
 * before it: a key may fill the 1,024 bytes of one.
 *
 * @param hash `objectHash` of the identity
 */
export function objectIndexKeys(
  state: ObjectIdentity & { readonly eventTime: Instant; readonly removed: boolean },
  hash: string,
  shard: number,
): ObjectIndexKeys {
  return {
    gsi1pk: changePartition(state.bucket, shard),
    gsi1sk: positionKey({ instant: state.eventTime, hash }),
    ...(!state.removed && { gsi2pk: keyPartition(state.bucket, shard), gsi2sk: state.key }),
  };
}

/** The greatest code points of four bytes, three, two and one, by their length. */
const greatestOfLength = ['', '\u007f', '\u07ff', '\uffff', '\u{10ffff}'] as const;

/** The last key, in the order of UTF-8 bytes, that starts with a prefix of at most 1,024 bytes: it fills them. */
export function lastKeyUnder(prefix: string): string {
  const room = maxKeyBytes - utf8Length(prefix);
  return prefix + greatestOfLength[4].repeat(Math.floor(room / 4)) + greatestOfLength[room % 4]!;
}

/** The primary key of the item that says how far the reconciliation of a bucket has come. */
export function checkpointKey(bucket: string): { readonly pk: string; readonly sk: 'CHECKPOINT' } {
  return { pk: `CHECKPOINT#${bucket}`, sk: 'CHECKPOINT' };
}
