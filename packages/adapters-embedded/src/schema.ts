import type { DatabaseSync } from 'node:sqlite';
import { EngineStartupError } from './engine-startup-error.js';
import { events } from './migrations/0001-events.js';
import { objects } from './migrations/0002-objects.js';
import { messages } from './migrations/0003-messages.js';
import { apiKeys } from './migrations/0004-api-keys.js';

/** What takes a data file from each version to the next: the first from version 0, an empty file. Entries are only ever added. */
export const migrations: readonly string[] = [events, objects, messages, apiKeys];

/** "Annl": tells a data file of Annals from any other SQLite database. @see https://www.sqlite.org/pragma.html#pragma_application_id */
export const applicationId = 0x416e6e6c;

/**
 * Brings a data file to the newest version, each migration whole or not at all. Throws `EngineStartupError` where the file is of
 * a newer version or another program's, and SQLite's own errors.
 *
 * @param file what messages call the file
 */
export function migrate(database: DatabaseSync, file: string, steps: readonly string[] = migrations): void {
  const found = knownVersion(database, file, steps.length);
  for (let version = found; version < steps.length; version++) {
    database.exec(`
      BEGIN IMMEDIATE;
      ${steps[version]!};
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${version + 1};
      COMMIT;
    `);
  }
}

/** Whether a data file is of the newest version. Throws as `migrate` does. */
export function isMigrated(database: DatabaseSync, file: string): boolean {
  return knownVersion(database, file, migrations.length) === migrations.length;
}

function knownVersion(database: DatabaseSync, file: string, newest: number): number {
  const found = versionOf(database, file);
  if (found <= newest) return found;
  const message = `${file} is of version ${found}, and this program knows versions up to ${newest}: start a newer program, or choose another data folder`;
  throw new EngineStartupError('newer-version', message);
}

function versionOf(database: DatabaseSync, file: string): number {
  const id = integer(database, 'PRAGMA application_id');
  const version = integer(database, 'PRAGMA user_version');
  const isEmpty = integer(database, 'SELECT count(*) FROM sqlite_schema') === 0;
  const isNew = isEmpty && id === 0 && version === 0;
  if (isNew || id === applicationId) return version;
  const message = `${file} is the database of another program: move it away, or choose another data folder`;
  throw new EngineStartupError('not-a-database', message);
}

function integer(database: DatabaseSync, sql: string): number {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return (statement.get() as unknown as [number])[0];
}
