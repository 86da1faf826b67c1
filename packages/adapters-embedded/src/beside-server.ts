import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openForReading, openForWriting, prepareDataFile } from './data-file.js';
import { takeDataFolder } from './data-folder.js';
import { EngineStartupError, startingWith } from './engine-startup-error.js';
import { isMigrated } from './schema.js';

/** How long a change waits for the server's commits, in milliseconds: under load they follow each other closely. */
const writeTimeoutMs = 10_000;

/** A data folder's file, open to a program beside its server. */
export interface OpenDataFile {
  readonly database: DatabaseSync;
  /** The absolute path of the data folder. */
  readonly dataDir: string;
}

/**
 * Opens the data file of a folder, whether or not a server has it: SQLite's own locks are enough for single transactions. One of an older
 * version is made ready first, which takes the folder for a moment; so is a new one, if `create` says so. The caller closes it.
 * Throws `EngineStartupError`.
 */
export function openBesideServer(dataDir: string, { create }: { readonly create: boolean }): OpenDataFile {
  const path = resolve(dataDir);
  const file = join(path, 'annals.db');
  if (!create && !existsSync(file)) throw new EngineStartupError('no-data', `there is no data in ${path}`);
  if (!startingWith(file, path, () => isReady(file))) makeReady(path);
  return startingWith(file, path, () => {
    const database = openForWriting(file);
    database.exec(`PRAGMA busy_timeout = ${writeTimeoutMs}`);
    return { database, dataDir: path };
  });
}

function isReady(file: string): boolean {
  if (!existsSync(file)) return false;
  const database = openForReading(file);
  try {
    return isMigrated(database, file);
  } finally {
    database.close();
  }
}

function makeReady(path: string): void {
  const folder = takeDataFolder(path);
  try {
    prepareDataFile(folder.dataFile, folder.path);
  } finally {
    folder.release();
  }
}
