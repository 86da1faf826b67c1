import type { ApiKeyRepository } from '@annals/domain';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openForReading, openForWriting, prepareDataFile } from './data-file.js';
import { takeDataFolder } from './data-folder.js';
import { startingWith } from './engine-startup-error.js';
import { isMigrated } from './schema.js';
import { SqliteApiKeyRepository } from './sqlite-api-key-repository.js';

/** How long a change of keys waits for the server's commits, in milliseconds: under load they follow each other closely. */
const writeTimeoutMs = 10_000;

/** The keys of a data folder, for a program beside its server. */
export interface KeyStore {
  readonly repository: ApiKeyRepository;
  /** The absolute path of the data folder. */
  readonly dataDir: string;
  close(): void;
}

/**
 * Opens the keys of a data folder, whether or not a server has it: SQLite's own locks are enough for single statements. A folder that is
 * new, or of an older version, is made ready first, which takes it for a moment. Throws `EngineStartupError`.
 */
export function openKeyStore(dataDir: string): KeyStore {
  const path = resolve(dataDir);
  const file = join(path, 'annals.db');
  if (!startingWith(file, path, () => isReady(file))) makeReady(path);
  return startingWith(file, path, () => {
    const database = openForWriting(file);
    database.exec(`PRAGMA busy_timeout = ${writeTimeoutMs}`);
    return { repository: new SqliteApiKeyRepository(database), dataDir: path, close: () => database.close() };
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
