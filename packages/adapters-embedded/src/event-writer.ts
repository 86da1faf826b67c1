import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { eventColumns, type EventRow } from './event-columns.js';
import { MessageWriter } from './message-writer.js';
import { ObjectWriter } from './object-writer.js';
import { reasonOf } from './sqlite-errors.js';
import type {
  AppendOperation,
  AppendResult,
  SweepOperation,
  WriterOperation,
  WriterResult,
} from './writer-operations.js';

const sourceColumn = eventColumns.indexOf('source');
const idColumn = eventColumns.indexOf('id');
const expiresAtMsColumn = eventColumns.indexOf('expires_at_ms');
const sizeBytesColumn = eventColumns.indexOf('size_bytes');

/**
 * The stored events that an answer to one append holds, in bytes of `sizeBytes`: 16 MiB, enough for whatever a request of 4 MiB can
 * repeat. Without a bound a request of a thousand small conflicts could have a thousand events of 256 KiB read into memory.
 */
const maxPresentBytes = 16 * 1024 * 1024;

/** Operations that can share a transaction. */
type SharingOperation = Exclude<WriterOperation, SweepOperation>;

/** Writes events, messages and objects to the data file: the only one that does. Calls block until the disk has answered, so that it has a thread of its own. */
export class EventWriter {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #delete: StatementSync;
  readonly #sweep: StatementSync;
  readonly #messages: MessageWriter;
  readonly #objects: ObjectWriter;

  /** @param database of the newest schema; the writer owns it */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#messages = new MessageWriter(database);
    this.#objects = new ObjectWriter(database);
    this.#insert = database.prepare(`
      INSERT INTO events (${eventColumns.join(', ')}) VALUES (${eventColumns.map(() => '?').join(', ')})
      ON CONFLICT (source, id) DO NOTHING`);
    this.#select = database.prepare(`SELECT ${eventColumns.join(', ')} FROM events WHERE source = ? AND id = ?`);
    this.#select.setReturnArrays(true);
    this.#delete = database.prepare('DELETE FROM events WHERE source = ? AND id = ?');
    this.#sweep = database.prepare(`
      DELETE FROM events WHERE sequence IN
        (SELECT sequence FROM events WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT ?)`);
  }

  /**
   * Carries operations out in order and durably: a result for each. Neighbours other than sweeps share one commit, and so one sync.
   *
   * Where the commit of several fails each is tried alone, so that one that cannot be stored (too large for what is left of
   * the disk) does not fail the others.
   */
  apply(operations: readonly WriterOperation[]): WriterResult[] {
    const results: WriterResult[] = [];
    let sharing: SharingOperation[] = [];
    for (const operation of operations) {
      if (operation.kind !== 'sweep') {
        sharing.push(operation);
        continue;
      }
      results.push(...this.#applyTogether(sharing), this.#sweepOnce(operation));
      sharing = [];
    }
    results.push(...this.#applyTogether(sharing));
    return results;
  }

  /** Moves the log into the file and closes it. */
  close(): void {
    this.#database.close();
  }

  #applyTogether(operations: readonly SharingOperation[]): WriterResult[] {
    if (operations.length === 0) return [];
    try {
      return this.#transaction(() => operations.map((operation) => this.#applyOne(operation)));
    } catch (error) {
      if (operations.length === 1) return [{ code: 'failed', reason: reasonOf(error) }];
      return operations.flatMap((operation) => this.#applyTogether([operation]));
    }
  }

  #applyOne(operation: SharingOperation): WriterResult {
    switch (operation.kind) {
      case 'append':
        return this.#append(operation);
      case 'messages':
        return this.#messages.apply(operation.operation);
      default:
        return this.#objects.apply(operation);
    }
  }

  #append({ rows, atMs }: AppendOperation): AppendResult {
    const present: (readonly [number, EventRow])[] = [];
    const unanswered: number[] = [];
    let presentBytes = 0;
    for (const [index, row] of rows.entries()) {
      if (this.#insert.run(...row).changes === 1) continue;
      if (presentBytes > maxPresentBytes) {
        unanswered.push(index);
        continue;
      }
      const identity = [row[sourceColumn] as string, row[idColumn] as string] as const;
      const stored = this.#select.get(...identity) as unknown as EventRow;
      const expiresAtMs = stored[expiresAtMsColumn] as number | null;
      if (expiresAtMs === null || expiresAtMs > atMs) {
        present.push([index, stored]);
        presentBytes += stored[sizeBytesColumn] as number;
      } else {
        this.#delete.run(...identity);
        this.#insert.run(...row);
      }
    }
    return { code: 'appended', present, unanswered };
  }

  #sweepOnce({ atMs, limit }: SweepOperation): WriterResult {
    try {
      return { code: 'swept', deleted: Number(this.#transaction(() => this.#sweep.run(atMs, limit)).changes) };
    } catch (error) {
      return { code: 'failed', reason: reasonOf(error) };
    }
  }

  #transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite rolls back by itself after some faults, and then there is no transaction left to roll back.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
