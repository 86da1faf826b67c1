import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { GroupCommit } from '../group-commit.js';
import { keysUnder } from '../key-range.js';

/** A file of `objects/` and its key. */
export interface OverflowFile {
  readonly key: string;
  /** Absolute. */
  readonly path: string;
}

/** The most names that are read at once. */
const namesPerRead = 1_000;

/** The keys of the files in `objects/`, each called by its key's SHA-256 in hexadecimal digits. */
export class OverflowNames {
  readonly #byKey: StatementSync;
  readonly #byFile: StatementSync;
  readonly #range: StatementSync;

  /**
   * @param folder `objects/`, absolute
   * @param database a connection for reading
   */
  constructor(
    readonly folder: string,
    database: DatabaseSync,
    private readonly writer: GroupCommit,
  ) {
    this.#byKey = database.prepare('SELECT file FROM object_overflow WHERE key = ?');
    this.#byFile = database.prepare('SELECT key FROM object_overflow WHERE file = ?');
    this.#range = database.prepare(`
      SELECT key, file FROM object_overflow WHERE key >= ? AND key > ? AND key < ? ORDER BY key LIMIT ${namesPerRead}`);
    for (const statement of [this.#byKey, this.#byFile, this.#range]) statement.setReturnArrays(true);
  }

  /** The path of a key's file, which may not be there yet or any more; `undefined` if the key has none. */
  pathOf(key: string): string | undefined {
    const row = this.#byKey.get(key) as unknown as [string] | undefined;
    return row === undefined ? undefined : join(this.folder, row[0]);
  }

  /** Whether a file of `objects/` has a key. */
  isNamed(file: string): boolean {
    return this.#byFile.get(file) !== undefined;
  }

  /** The files whose keys start with a prefix and stand behind `after`, by key in the order of UTF-8 bytes. */
  *walk(prefix: string, after = ''): Generator<OverflowFile, undefined> {
    const { from, before } = keysUnder(prefix);
    for (let start = after; ;) {
      const rows = this.#range.all(from, start, before) as unknown as [string, string][];
      for (const [key, file] of rows) yield { key, path: join(this.folder, file) };
      if (rows.length < namesPerRead) return undefined;
      start = rows.at(-1)![0];
    }
  }

  /** Gives a key its path, durably, before there is a file: a file without a key could not be found again. */
  async name(key: string): Promise<string> {
    const file = hash('sha256', key, 'hex');
    await this.writer.change({ kind: 'name-overflow', key, file });
    return join(this.folder, file);
  }

  /** Takes a key's path from it, durably. */
  async unname(key: string): Promise<void> {
    await this.writer.change({ kind: 'unname-overflow', key });
  }
}
