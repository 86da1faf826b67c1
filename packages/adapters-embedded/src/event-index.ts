import type { EventPosition, EventQuery, Shard } from '@annals/domain';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { entryColumns, type EntryValues } from './event-columns.js';

/** What a list judges an event by, and the number of its row. */
export interface EventIndexEntry extends EventPosition {
  readonly sequence: number;
  readonly type: string;
  readonly source: string;
  readonly subject: string | undefined;
  readonly expiresAtMs: number | undefined;
  readonly sizeBytes: number;
}

/** The most entries that are read before other work has its turn: under a millisecond from the cache, some ten from the disk. */
const maxEntriesPerTurn = 250;

/** The indexes that lists walk, and the column that each narrows to one value. */
const indexes = {
  subject: { name: 'events_by_subject', narrows: 'subject = ? AND' },
  type: { name: 'events_by_type', narrows: 'type = ? AND' },
  time: { name: 'events_by_time', narrows: '' },
} as const;

/** Sorts before every instant. */
const earliest = '';
/** Sorts behind every instant, which starts with a digit. */
const latest = '~';

/** Walks the events of a query in its order, along the index that passes over the fewest others. */
export class EventIndex {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The part of an index that holds a query's events behind a position; the source, and the type beside a subject, are not looked at. */
  walk(query: EventQuery, start: EventPosition | undefined): Shard<EventIndexEntry> {
    const index = query.subject !== undefined ? 'subject' : query.type !== undefined ? 'type' : 'time';
    const statement = this.#statement(index, query.order);
    const narrowed = index === 'time' ? [] : [query[index]!];
    let reads = 0;
    return {
      read: async (after, count) => {
        // A page through strict filters takes several reads: others are served between them.
        if (reads++ > 0) await setImmediate();
        const range = rangeOf(query, after ?? start);
        const wanted = Math.min(count, maxEntriesPerTurn);
        const rows = statement.all(...narrowed, ...range, wanted) as unknown as [sequence: number, ...EntryValues][];
        return { entries: rows.map(entryOf), exhausted: rows.length < wanted };
      },
    };
  }

  #statement(index: keyof typeof indexes, order: EventQuery['order']): StatementSync {
    const key = `${index} ${order}`;
    let statement = this.#statements.get(key);
    if (statement === undefined) {
      statement = this.#database.prepare(walkSql(index, order));
      statement.setReturnArrays(true);
      this.#statements.set(key, statement);
    }
    return statement;
  }
}

function walkSql(index: keyof typeof indexes, order: EventQuery['order']): string {
  const { name, narrows } = indexes[index];
  const range =
    order === 'asc' ? '(instant, hash) > (?, ?) AND instant < ?' : '(instant, hash) < (?, ?) AND instant >= ?';
  return `
    SELECT sequence, ${entryColumns.join(', ')}
    FROM events INDEXED BY ${name} WHERE ${narrows} ${range}
    ORDER BY instant ${order}, hash ${order} LIMIT ?`;
}

/** Where a walk starts (the later of the range's own start and the position) and where it ends. No hash sorts before the empty one. */
function rangeOf({ from, to, order }: EventQuery, after: EventPosition | undefined): [string, string, string] {
  if (order === 'asc') {
    const isWithin = after !== undefined && after.instant >= (from ?? earliest);
    return isWithin ? [after.instant, after.hash, to ?? latest] : [from ?? earliest, '', to ?? latest];
  }
  const isWithin = after !== undefined && after.instant < (to ?? latest);
  return isWithin ? [after.instant, after.hash, from ?? earliest] : [to ?? latest, '', from ?? earliest];
}

function entryOf([sequence, instant, hash, type, source, subject, expiresAtMs, sizeBytes]: readonly [
  sequence: number,
  ...EntryValues,
]): EventIndexEntry {
  return {
    sequence,
    instant,
    hash,
    type,
    source,
    subject: subject ?? undefined,
    expiresAtMs: expiresAtMs ?? undefined,
    sizeBytes,
  };
}
