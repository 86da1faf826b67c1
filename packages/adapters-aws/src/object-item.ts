import type { HistoryEntry, ObjectContent, ObjectIdentity, ObjectState } from '@annals/domain';
import {
  historyKey,
  historySortKeyPrefix,
  identityOfObjectKey,
  objectIndexKeys,
  objectKey,
  type ObjectIndexKeys,
} from './schema/index.js';

/** What an item says of an object: `T` without what its keys say, and with the metadata as pairs. */
type Stored<T extends ObjectIdentity & ObjectContent> = Omit<T, keyof ObjectIdentity | 'metadata'> & {
  /** Names and values: a name such as `__proto__` is no key for the SDK. */
  readonly metadata?: readonly (readonly [string, string])[];
};

/** A current state as the table keeps it. The largest takes about 10,000 of the 409,600 bytes that an item may have. */
export interface CurrentItem extends ObjectIndexKeys {
  readonly pk: string;
  readonly sk: string;
  readonly object: Stored<ObjectState>;
  /** Of the attempt that wrote it. */
  readonly writeId: string;
}

/** A history entry as the table keeps it; its position is read from `sk`. */
export interface HistoryItem {
  readonly pk: string;
  readonly sk: string;
  readonly object: Omit<Stored<HistoryEntry>, 'position'>;
  /** Of the attempt that wrote it. */
  readonly writeId: string;
}

/** Writes a current state as an item, in a shard of the indexes. A removed object leaves the index by key. */
export function currentItemOf(
  state: ObjectState,
  place: { readonly hash: string; readonly shard: number },
  writeId: string,
): CurrentItem {
  return {
    ...objectKey(state),
    ...objectIndexKeys(state, place.hash, place.shard),
    object: storedOf(state),
    writeId,
  };
}

/** Reads a current state back, from the item or from an index's part of it. It trusts what this package has written. */
export function stateOfItem({ pk, object }: Pick<CurrentItem, 'pk' | 'object'>): ObjectState {
  return { ...identityOfObjectKey(pk), ...restored(object) };
}

/** Writes a history entry as an item. */
export function historyItemOf(entry: HistoryEntry, writeId: string): HistoryItem {
  const { position, ...object } = storedOf(entry);
  return { ...historyKey(entry, position), object, writeId };
}

/** Reads a history entry back. It trusts what this package has written. */
export function entryOfItem({ pk, sk, object }: Pick<HistoryItem, 'pk' | 'sk' | 'object'>): HistoryEntry {
  return { ...identityOfObjectKey(pk), ...restored(object), position: sk.slice(historySortKeyPrefix.length) };
}

function storedOf<T extends ObjectIdentity & ObjectContent>(of: T): Stored<T> {
  const { bucket: _bucket, key: _key, metadata, ...rest } = of;
  return { ...rest, ...(metadata !== undefined && { metadata: Object.entries(metadata) }) };
}

function restored<T extends { readonly metadata?: readonly (readonly [string, string])[] }>(
  stored: T,
): Omit<T, 'metadata'> & Pick<ObjectContent, 'metadata'> {
  const { metadata, ...rest } = stored;
  return { ...rest, ...(metadata !== undefined && { metadata: Object.fromEntries(metadata) }) };
}
