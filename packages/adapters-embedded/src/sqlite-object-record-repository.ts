import {
  type ChangePosition,
  type ChangeRange,
  type HistoryEntry,
  type Instant,
  type ObjectIdentity,
  type ObjectRecordRepository,
  type ObjectState,
  type Page,
  type PageRequest,
  type ReplaceCondition,
} from '@annals/domain';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.js';
import { keysUnder } from './key-range.js';
import { entryOfJson, historyRowOf, stateOfJson, stateRowOf } from './object-row.js';
import { reading } from './unavailable.js';

/** Sorts before every instant and every position. */
const lowest = '';
/** Sorts behind every instant and every position: both are ASCII, and start with a digit. */
const highest = '\u{10ffff}';

/** Keeps the catalogue in SQLite. Lists do not lag: reads see everything that was acknowledged before they began. */
export class SqliteObjectRecordRepository implements ObjectRecordRepository {
  readonly #writer: GroupCommit;
  readonly #current: StatementSync;
  readonly #history: StatementSync;
  readonly #living: StatementSync;
  readonly #byChange: StatementSync;

  /**
   * @param database a connection for reading
   * @param writer the way to the connection that writes
   */
  constructor(database: DatabaseSync, writer: GroupCommit) {
    this.#writer = writer;
    this.#current = database.prepare('SELECT state FROM object_states WHERE bucket = ? AND key = ?');
    this.#history = database.prepare(`
      SELECT position, entry FROM object_history WHERE bucket = ? AND key = ? AND position < ?
      ORDER BY position DESC LIMIT ?`);
    this.#living = database.prepare(`
      SELECT key, state FROM object_states INDEXED BY object_states_living
      WHERE removed = 0 AND bucket = ? AND key >= ? AND key > ? AND key < ? ORDER BY key LIMIT ?`);
    this.#byChange = database.prepare(`
      SELECT key, state, event_time, hash FROM object_states INDEXED BY object_states_by_change
      WHERE bucket = ? AND (event_time, hash) < (?, ?) AND event_time >= ?
      ORDER BY event_time DESC, hash DESC LIMIT ?`);
    for (const statement of [this.#current, this.#history, this.#living, this.#byChange])
      statement.setReturnArrays(true);
  }

  async addToHistory(entry: HistoryEntry): Promise<'added' | 'present'> {
    const added = await this.#writer.change({ kind: 'add-to-history', row: historyRowOf(entry) });
    return added ? 'added' : 'present';
  }

  async replaceCurrent(state: ObjectState, condition: ReplaceCondition): Promise<boolean> {
    return this.#writer.change({ kind: 'replace-state', row: stateRowOf(state), condition: judgedBy(condition) });
  }

  async findCurrent({ bucket, key }: ObjectIdentity): Promise<ObjectState | undefined> {
    const row = await reading(() => this.#current.get(bucket, key) as unknown as [string] | undefined);
    return row === undefined ? undefined : stateOfJson({ bucket, key }, row[0]);
  }

  async listHistory(
    { bucket, key }: ObjectIdentity,
    { limit, after = highest }: PageRequest<string>,
  ): Promise<Page<HistoryEntry, string>> {
    const rows = await reading(() => this.#history.all(bucket, key, after, limit + 1) as unknown as [string, string][]);
    return pageOf(
      rows,
      limit,
      ([, entry]) => entryOfJson({ bucket, key }, entry),
      ([position]) => position,
    );
  }

  async listLiving(
    bucket: string,
    prefix: string,
    { limit, after = lowest }: PageRequest<string>,
  ): Promise<Page<ObjectState, string>> {
    const { from, before } = keysUnder(prefix);
    const rows = await reading(
      () => this.#living.all(bucket, from, after, before, limit + 1) as unknown as [string, string][],
    );
    return pageOf(
      rows,
      limit,
      ([key, state]) => stateOfJson({ bucket, key }, state),
      ([key]) => key,
    );
  }

  async listByChange(
    { bucket, from = lowest as Instant, to = highest as Instant }: ChangeRange,
    { limit, after }: PageRequest<ChangePosition>,
  ): Promise<Page<ObjectState, ChangePosition>> {
    // No hash sorts before the empty one: what is of the end's own instant stays out.
    const start = after !== undefined && after.eventTime < to ? [after.eventTime, after.hash] : [to, ''];
    const rows = await reading(
      () => this.#byChange.all(bucket, ...start, from, limit + 1) as unknown as [string, string, Instant, string][],
    );
    return pageOf(
      rows,
      limit,
      ([key, state]) => stateOfJson({ bucket, key }, state),
      ([, , eventTime, hash]) => ({ eventTime, hash }),
    );
  }
}

/** A condition without the rest of the state that it names, which the writer's thread does not need. */
function judgedBy(condition: ReplaceCondition): ReplaceCondition {
  if ('olderThan' in condition || condition.unchangedSince === undefined) return condition;
  const { sequencer, recordedAt } = condition.unchangedSince;
  return { unchangedSince: { sequencer, recordedAt } };
}

/** The first `limit` of rows that were read one further, to know whether there is more. */
function pageOf<R, T, P>(
  rows: readonly R[],
  limit: number,
  itemOf: (row: R) => T,
  positionOf: (row: R) => P,
): Page<T, P> {
  const items = rows.slice(0, limit).map(itemOf);
  return rows.length > limit ? { items, next: positionOf(rows[limit - 1]!) } : { items };
}
