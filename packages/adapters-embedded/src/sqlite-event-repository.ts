import {
  comparePositions,
  isExpired,
  mergeShards,
  passesFilters,
  type AppendAttempt,
  type AppendOutcome,
  type Event,
  type EventIdentity,
  type EventPage,
  type EventPageRequest,
  type EventQuery,
  type EventRepository,
} from '@annals/domain';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { EventIndex, type EventIndexEntry } from './event-index.js';
import { eventColumns, type EventRow } from './event-columns.js';
import { attemptOf, rowOf } from './event-row.js';
import type { GroupCommit } from './group-commit.js';
import { reading } from './unavailable.js';

/** The most events that are read before other work has its turn. */
const maxEventsPerTurn = 250;

const tooMuchPresent = new Error('the call meets more stored events than one answer holds');
const appended: AppendOutcome = Object.freeze({ code: 'appended' });

/**
 * Keeps events in SQLite. Lists do not lag: reads see every event that was acknowledged before they began.
 *
 * A call that could not be stored was rolled back whole and throws `EngineUnavailable`. An attempt is `failed` only where a call
 * meets more stored events than one answer holds (16 MiB).
 */
export class SqliteEventRepository implements EventRepository {
  readonly #writer: GroupCommit;
  readonly #index: EventIndex;
  readonly #byIdentity: StatementSync;
  readonly #bySequence: StatementSync;
  readonly #ping: StatementSync;

  /**
   * @param database a connection for reading
   * @param writer the way to the connection that writes
   */
  constructor(database: DatabaseSync, writer: GroupCommit) {
    this.#writer = writer;
    this.#index = new EventIndex(database);
    const columns = eventColumns.join(', ');
    this.#byIdentity = database.prepare(`SELECT ${columns} FROM events WHERE source = ? AND id = ?`);
    this.#bySequence = database.prepare(`SELECT ${columns} FROM events WHERE sequence = ?`);
    for (const statement of [this.#byIdentity, this.#bySequence]) statement.setReturnArrays(true);
    this.#ping = database.prepare('SELECT 1 FROM events LIMIT 1');
  }

  async append(attempts: readonly AppendAttempt[], atMs: number): Promise<readonly AppendOutcome[]> {
    if (attempts.length === 0) return [];
    const { present, unanswered } = await this.#writer.append(attempts.map(rowOf), atMs);
    const outcomes = attempts.map(() => appended);
    for (const [index, stored] of present) outcomes[index] = { code: 'present', stored: attemptOf(stored) };
    for (const index of unanswered) outcomes[index] = { code: 'failed', cause: tooMuchPresent };
    return outcomes;
  }

  find({ source, id }: EventIdentity, atMs: number): Promise<Event | undefined> {
    return reading(() => {
      const event = eventOf(this.#byIdentity.get(source, id));
      return event === undefined || isExpired(event, atMs) ? undefined : event;
    });
  }

  list(query: EventQuery, { limit, after, atMs }: EventPageRequest): Promise<EventPage> {
    return reading(async () => {
      const direction = query.order === 'asc' ? 1 : -1;
      const { entries, last } = await mergeShards([this.#index.walk(query, after)], {
        compare: (left, right) => direction * comparePositions(left, right),
        accepts: (entry) => passesFilters(entry, query) && !isExpired(entry, atMs),
        sizeOf: ({ sizeBytes }) => sizeBytes,
        limit,
      });
      const events = [];
      for (const [index, entry] of entries.entries()) {
        if (index % maxEventsPerTurn === maxEventsPerTurn - 1) await setImmediate();
        const event = this.#eventOf(entry, query, atMs);
        if (event !== undefined) events.push(event);
      }
      return { events, ...(last !== undefined && { next: { instant: last.instant, hash: last.hash } }) };
    });
  }

  async ping(): Promise<void> {
    await reading(() => this.#ping.get());
  }

  /** The event of an entry. Between the reads of a page an expired one may have given its row to another, which stands elsewhere. */
  #eventOf(entry: EventIndexEntry, query: EventQuery, atMs: number): Event | undefined {
    const event = eventOf(this.#bySequence.get(entry.sequence));
    if (event === undefined || comparePositions(event, entry) !== 0) return undefined;
    return passesFilters(event, query) && !isExpired(event, atMs) ? event : undefined;
  }
}

function eventOf(row: unknown): Event | undefined {
  return row === undefined ? undefined : attemptOf(row as EventRow).event;
}
