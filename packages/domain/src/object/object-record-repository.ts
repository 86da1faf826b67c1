import type { Instant } from '../shared/instant.js';
import type { ObjectIdentity } from './object-change.js';
import type { HistoryEntry, ObjectState } from './object-record.js';
import type { Sequencer } from './sequencer.js';

/** When a current state may be replaced. */
export type ReplaceCondition =
  /** Only if there is none, or its sequencer is smaller and it was not reconciled at or after the time given. */
  | { readonly olderThan: Sequencer; readonly reconciledBefore: Instant }
  /** Only if it is still the one that was read, by its sequencer and the time it was written; `undefined`: only if there is none. */
  | { readonly unchangedSince: Pick<ObjectState, 'sequencer' | 'recordedAt'> | undefined };

/** A part of a list that is ordered by `P`. */
export interface PageRequest<P> {
  /** The most items to return, 1..1000. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: P | undefined;
}

/** Items, and up to where the list was examined if it may go on; a page can be short or empty and still have `next`. */
export interface Page<T, P> {
  readonly items: readonly T[];
  readonly next?: P;
}

/** Where a state stands in the list by last change. */
export interface ChangePosition {
  readonly eventTime: Instant;
  /** `objectHash` of the identity. */
  readonly hash: string;
}

/** Which states a list by last change holds: from `from` inclusive to `to` exclusive, newest first. */
export interface ChangeRange {
  readonly bucket: string;
  readonly from?: Instant;
  readonly to?: Instant;
}

/**
 * Keeps the catalogue: the current state of each key and its history. Every implementation passes the one contract suite in `testing`.
 * Each write is atomic and durable before it returns. Faults of the whole engine throw `EngineUnavailable`.
 */
export interface ObjectRecordRepository {
  /** Adds an entry to its key's history unless one with its position is there; says whether it did. */
  addToHistory(entry: HistoryEntry): Promise<'added' | 'present'>;

  /** Replaces the current state of a key if the condition holds; says whether it did. Of concurrent calls each sees the one before. */
  replaceCurrent(state: ObjectState, condition: ReplaceCondition): Promise<boolean>;

  /** The current state of a key, tombstones included, strongly consistent; `undefined` if nothing was ever recorded of it. */
  findCurrent(identity: ObjectIdentity): Promise<ObjectState | undefined>;

  /** The history of a key, newest first (by position, as ASCII). May lag. `after` is a position. */
  listHistory(identity: ObjectIdentity, page: PageRequest<string>): Promise<Page<HistoryEntry, string>>;

  /** The living objects of a bucket whose keys start with a prefix, by key in the order of UTF-8 bytes. May lag. `after` is a key. */
  listLiving(bucket: string, prefix: string, page: PageRequest<string>): Promise<Page<ObjectState, string>>;

  /** The current states of a bucket, tombstones included, by `(eventTime, hash)`, newest first. May lag. */
  listByChange(range: ChangeRange, page: PageRequest<ChangePosition>): Promise<Page<ObjectState, ChangePosition>>;
}
