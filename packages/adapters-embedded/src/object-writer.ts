import type { ReplaceCondition } from '@annals/domain';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ObjectOperation, ObjectResult } from './object-operations.js';
import { stateColumns, type StateRow } from './object-columns.js';

type Judged = [sequencer: string, recordedAt: string, reconciledAt: string | null];

/** Writes the catalogue and what is known of the bucket's folder, within transactions that its caller opens and commits. */
export class ObjectWriter {
  readonly #addToHistory: StatementSync;
  readonly #judged: StatementSync;
  readonly #replaceState: StatementSync;
  readonly #keepFile: StatementSync;
  readonly #forgetFile: StatementSync;
  readonly #nameOverflow: StatementSync;
  readonly #unnameOverflow: StatementSync;

  /** @param database of the newest schema */
  constructor(database: DatabaseSync) {
    this.#addToHistory = database.prepare(
      'INSERT INTO object_history (bucket, key, position, entry) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#judged = database.prepare(
      'SELECT sequencer, recorded_at, reconciled_at FROM object_states WHERE bucket = ? AND key = ?',
    );
    this.#judged.setReturnArrays(true);
    const updated = stateColumns.slice(2).map((column) => `${column} = excluded.${column}`);
    this.#replaceState = database.prepare(`
      INSERT INTO object_states (${stateColumns.join(', ')}) VALUES (${stateColumns.map(() => '?').join(', ')})
      ON CONFLICT (bucket, key) DO UPDATE SET ${updated.join(', ')}`);
    this.#keepFile = database.prepare(
      'INSERT OR REPLACE INTO object_files (key, print, e_tag, checksum_sha256, content_type) VALUES (?, ?, ?, ?, ?)',
    );
    this.#forgetFile = database.prepare('DELETE FROM object_files WHERE key = ?');
    this.#nameOverflow = database.prepare(
      'INSERT INTO object_overflow (key, file) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    this.#unnameOverflow = database.prepare('DELETE FROM object_overflow WHERE key = ?');
  }

  /** Carries an operation out: whether it changed anything. */
  apply(operation: ObjectOperation): ObjectResult {
    return { code: 'done', changed: this.#changes(operation) };
  }

  #changes(operation: ObjectOperation): boolean {
    switch (operation.kind) {
      case 'add-to-history':
        return this.#addToHistory.run(...operation.row).changes === 1;
      case 'replace-state':
        return this.#replace(operation.row, operation.condition);
      case 'keep-file':
        return this.#keepFile.run(...operation.row).changes === 1;
      case 'forget-file':
        return this.#forgetFile.run(operation.key).changes === 1;
      case 'name-overflow':
        return this.#nameOverflow.run(operation.key, operation.file).changes === 1;
      case 'unname-overflow':
        return this.#unnameOverflow.run(operation.key).changes === 1;
    }
  }

  #replace(row: StateRow, condition: ReplaceCondition): boolean {
    const [bucket, key] = row;
    const before = this.#judged.get(bucket, key) as unknown as Judged | undefined;
    return holds(before, condition) && this.#replaceState.run(...row).changes === 1;
  }
}

function holds(before: Judged | undefined, condition: ReplaceCondition): boolean {
  if (before === undefined) return !('unchangedSince' in condition) || condition.unchangedSince === undefined;
  const [sequencer, recordedAt, reconciledAt] = before;
  if ('olderThan' in condition)
    return sequencer < condition.olderThan && (reconciledAt === null || reconciledAt < condition.reconciledBefore);
  const { unchangedSince } = condition;
  return unchangedSince?.sequencer === sequencer && unchangedSince.recordedAt === recordedAt;
}
