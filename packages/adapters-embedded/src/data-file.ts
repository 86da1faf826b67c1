import { accessSync, constants } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { startingWith } from './engine-startup-error.js';
import { migrate } from './schema.js';

/** How long a write waits for a tool that holds the data file, in milliseconds. */
const writeTimeoutMs = 2_000;

/** How long a read waits: it does so on the thread that serves, and a write-ahead log makes readers wait only for its recovery. */
const readTimeoutMs = 250;

/**
 * Pages of 4 KiB that the log gathers before they are moved into the file: 16 MiB. Index pages that many commits touch are moved
 * once; four times SQLite's default recorded 1.2 times as many events a second, sixteen times made single commits wait 90 ms.
 */
const checkpointPages = 4_000;

/** What a log that grew beyond `checkpointPages` (while a reader held it) is cut to when it is emptied, in bytes. */
const logLimitBytes = 64 * 1024 * 1024;

/**
 * The page caches, in KiB. Readers come to any page of the file. The writer's is as SQLite has it: eight times as much gained nothing
 * that could be told from noise, as the system caches the file as well.
 */
const readerCacheKib = 16 * 1024;
const writerCacheKib = 2 * 1024;

/**
 * Opens the data file for the program's only writer.
 *
 * `synchronous = FULL` makes COMMIT return after the log was synced. Memory mapping stays off, in readers too: a failing disk
 * would be a SIGBUS that ends the process instead of an error, and mapped pages count as the process's own memory.
 */
export function openForWriting(dataFile: string): DatabaseSync {
  const database = new DatabaseSync(dataFile, { timeout: writeTimeoutMs });
  try {
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA wal_autocheckpoint = ${checkpointPages};
      PRAGMA journal_size_limit = ${logLimitBytes};
      PRAGMA cache_size = -${writerCacheKib};
      PRAGMA mmap_size = 0;
    `);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens the data file for reading, next to a writer. Each statement sees everything that was committed before it began. */
export function openForReading(dataFile: string): DatabaseSync {
  const database = new DatabaseSync(dataFile, { readOnly: true, timeout: readTimeoutMs });
  database.exec(`PRAGMA cache_size = -${readerCacheKib}; PRAGMA mmap_size = 0;`);
  return database;
}

/** Makes the data file where there is none and brings it to the newest version. Throws `EngineStartupError`. */
export function prepareDataFile(dataFile: string, dataDir: string): void {
  startingWith(dataFile, dataDir, () => {
    const database = openForWriting(dataFile);
    try {
      // SQLite opens a file that it may not write for reading, and refuses no sooner than the first event.
      accessSync(dataFile, constants.W_OK);
      migrate(database, dataFile);
    } finally {
      database.close();
    }
  });
}
