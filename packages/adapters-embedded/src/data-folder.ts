import { accessSync, closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EngineStartupError, startingWith } from './engine-startup-error.js';
import { primaryCode, sqliteCode } from './sqlite-errors.js';

/** A data folder that this process holds alone. */
export interface DataFolder {
  /** Its absolute path. */
  readonly path: string;
  /** The absolute path of the file that keeps the events. */
  readonly dataFile: string;
  /** Lets another server have the folder. */
  release(): void;
}

/**
 * Makes a data folder where there is none (for its owner only) and takes it for this process.
 *
 * The lock is a transaction held open on `lock.db`: the system frees it however the process ends, SIGKILL included, and no pid
 * can be mistaken for another's. `lock.db` stays empty. Throws `EngineStartupError`.
 */
export function takeDataFolder(dataDir: string): DataFolder {
  const path = resolve(dataDir);
  startingWith(path, path, () => makeFolder(path));
  const lock = lockFolder(path);
  return {
    path,
    dataFile: join(path, 'annals.db'),
    release: () => lock.close(),
  };
}

/**
 * A new folder lasts only when the folder that names it was synced, on every level that was made. Node's own `recursive` does not end
 * where a file system such as `/proc` lets nothing be made.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'EEXIST' });
    return;
  }
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
  syncFolder(dirname(path));
}

/** Makes the names in a folder last: without it a new or moved file can be gone after a power failure. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function lockFolder(path: string): DatabaseSync {
  const file = join(path, 'lock.db');
  return startingWith(file, path, () => {
    const lock = new DatabaseSync(file);
    try {
      // SQLite opens a file that it may not write for reading, and a reader's lock excludes nobody.
      accessSync(file, constants.W_OK);
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return lock;
    } catch (error) {
      lock.close();
      if (primaryCode(error) !== sqliteCode.busy) throw error;
      const message = `the data folder ${path} is in use by another server: stop that, or choose another data folder`;
      throw new EngineStartupError('in-use', message, { cause: error });
    }
  });
}
