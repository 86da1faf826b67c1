import {
  createClock,
  EngineUnavailable,
  noTelemetry,
  type ApiKeyRepository,
  type Clock,
  type EventRepository,
  type ObjectRecordRepository,
  type Telemetry,
} from '@annals/domain';
import type { DatabaseSync } from 'node:sqlite';
import { openForReading, prepareDataFile } from './data-file.js';
import { takeDataFolder, type DataFolder } from './data-folder.js';
import { openBucket, type EmbeddedBucket, type EmbeddedBucketOptions } from './embedded-bucket.js';
import { EmbeddedQueues, type EmbeddedQueue } from './embedded-queues.js';
import { startupError } from './engine-startup-error.js';
import { ExpirySweep } from './expiry-sweep.js';
import { GroupCommit } from './group-commit.js';
import { instrumentApiKeys, instrumentEvents, instrumentObjectRecords } from './instrumented-ports.js';
import { SqliteApiKeyRepository } from './sqlite-api-key-repository.js';
import { SqliteEventRepository } from './sqlite-event-repository.js';
import { SqliteObjectRecordRepository } from './sqlite-object-record-repository.js';

/** How often expired events are deleted, in milliseconds. They are invisible before. */
const defaultSweepIntervalMs = 60_000;

/** How an engine is opened. */
export interface EmbeddedEngineOptions {
  /** The data folder; made, for its owner only, where there is none. One engine holds it at a time. */
  readonly dataDir: string;
  /** What deletion of expired events goes by; the system's where absent. */
  readonly clock?: Clock;
  /** How often expired events are deleted, in milliseconds; a minute where absent. */
  readonly sweepIntervalMs?: number;
  /** Told of faults that no caller waits for: the writer's thread ended, a deletion failed. The engine goes on by itself. */
  readonly onFault?: (fault: unknown) => void;
  /** Where spans and figures go; nowhere where absent. */
  readonly telemetry?: Telemetry;
}

/** SQLite in a data folder. */
export interface EmbeddedEngine {
  /** The absolute path of the data folder. */
  readonly dataDir: string;
  readonly repository: EventRepository;
  /** The catalogue of objects. */
  readonly objectRecords: ObjectRecordRepository;
  /** Who may call, where callers have keys. Programs beside this one make and revoke them: `openKeyStore`. */
  readonly apiKeys: Pick<ApiKeyRepository, 'find'>;
  /** Opens the bucket of the data folder; a second call gives the same. The engine closes it. Throws `EngineStartupError`. */
  openBucket(options: EmbeddedBucketOptions): Promise<EmbeddedBucket>;
  /**
   * The queue of a name; a second call gives the same. What a process before had received and not deleted is received again, and
   * that delivery is not counted: nobody else can hold it, since one engine holds the folder.
   *
   * @param options.maxReceives 1..1,000
   */
  queue(name: string, options: { readonly maxReceives: number }): EmbeddedQueue;
  /** Deletes expired events now: how many. Throws `EngineUnavailable`. */
  removeExpired(): Promise<number>;
  /** Finishes what was begun, moves the log into the data file and lets the folder go. What comes later is `EngineUnavailable`. */
  close(): Promise<void>;
}

/** Takes a data folder and opens its engine. Throws `EngineStartupError`, whose message is one line for the person who starts it. */
export async function openEmbeddedEngine(options: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
  const folder = takeDataFolder(options.dataDir);
  try {
    return await openIn(folder, options);
  } catch (error) {
    folder.release();
    throw error;
  }
}

async function openIn(folder: DataFolder, options: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
  const { clock = createClock(), sweepIntervalMs = defaultSweepIntervalMs } = options;
  const { onFault = () => {}, telemetry = noTelemetry } = options;
  prepareDataFile(folder.dataFile, folder.path);
  const writer = new GroupCommit({ dataFile: folder.dataFile }, onFault);
  const database = await openConnections(folder, writer, clock);
  const sweep = new ExpirySweep(writer, clock, onFault);
  sweep.start(sweepIntervalMs);
  const queues = new EmbeddedQueues({ database, writer, clock }, telemetry);
  const objectRecords = new SqliteObjectRecordRepository(database, writer);
  const parts = { dataDir: folder.path, database, writer, repository: objectRecords, clock, onFault, telemetry };
  let bucket: Promise<EmbeddedBucket> | undefined;
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    sweep.stop();
    queues.close();
    // One that could not be opened has told so to who opened it.
    const opened = await bucket?.catch(() => undefined);
    await opened?.close();
    await writer.drain();
    // The connection that closes last empties the log, which only the writer's can.
    database.close();
    await writer.close();
    folder.release();
  };
  return {
    dataDir: folder.path,
    repository: instrumentEvents(new SqliteEventRepository(database, writer), telemetry),
    objectRecords: instrumentObjectRecords(objectRecords, telemetry),
    apiKeys: instrumentApiKeys(new SqliteApiKeyRepository(database), telemetry),
    openBucket: (bucketOptions) => (bucket ??= openBucket(parts, bucketOptions)),
    queue: (name, { maxReceives }) => queues.queue(name, maxReceives),
    removeExpired: () => sweep.run(),
    close: () => (closed ??= close()),
  };
}

/** Starts the writer, gives back what the process before had received, and opens the connection for reading. */
async function openConnections(
  { dataFile, path }: DataFolder,
  writer: GroupCommit,
  clock: Clock,
): Promise<DatabaseSync> {
  try {
    await writer.messages({ kind: 'give-back', atMs: Math.floor(clock.nowMicros() / 1000) });
    return openForReading(dataFile);
  } catch (error) {
    await writer.close();
    throw startupError(error instanceof EngineUnavailable ? error.cause : error, dataFile, path);
  }
}
