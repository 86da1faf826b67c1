import type {
  Clock,
  ObjectContent,
  ObjectRecordRepository,
  ObjectStore,
  Result,
  Telemetry,
  UploadTerms,
} from '@annals/domain';
import type { DatabaseSync } from 'node:sqlite';
import { prepareBucketFolders, type BucketFolders } from './folder/bucket-folders.js';
import { KnownFiles } from './folder/file-facts.js';
import { printOf, touchedMs } from './folder/file-print.js';
import { FolderContents } from './folder/folder-contents.js';
import { FolderObjectStore, type UnfinishedFiles } from './folder/folder-object-store.js';
import { KeyLocks } from './folder/key-locks.js';
import { openDownload, type ObjectDownload } from './folder/object-download.js';
import { ObjectFiles } from './folder/object-files.js';
import { ObjectRecorder, type ObjectRecorderParts } from './folder/object-recorder.js';
import { upload, type UploadOutcome } from './folder/object-upload.js';
import { OverflowNames } from './folder/overflow-names.js';
import { RequestSigner, type RefusedRequest, type VerifiedRequest } from './folder/signed-requests.js';
import { signingKeyIn } from './folder/signing-key.js';
import type { GroupCommit } from './group-commit.js';
import { instrumentStore } from './instrumented-ports.js';
import { scanFolder } from './watch/folder-scan.js';
import { FolderWatch, type FolderWatchParts } from './watch/folder-watch.js';
import { openForWriting } from './watch/open-for-writing.js';
import { SettlingFiles } from './watch/settling-files.js';

/** How long a file must not change before it is whole, in milliseconds: elsewhere nothing tells that a writer only pauses. */
const defaultQuietMs = process.platform === 'linux' ? 500 : 2_000;

/** How often the whole folder is compared at most, in milliseconds, where the system watches it and where it does not. */
const defaultRescanMs = 60_000;
const defaultPollMs = 2_000;

/** How a bucket is opened. */
export interface EmbeddedBucketOptions {
  /** Its name: 3..63 characters. */
  readonly name: string;
  /** Gives the server's address, without a slash at its end, when a request is signed. */
  readonly baseUrl: () => string;
  /** How long a file that appears in the folder must not change before it is recorded, in milliseconds. */
  readonly quietMs?: number;
  /** How often the whole folder is compared with the catalogue at most, in milliseconds; a minute where absent. */
  readonly rescanMs?: number;
  /** The same where the system cannot watch the folder; two seconds where absent. */
  readonly pollMs?: number;
  /** Starts the library that watches the folder; chokidar where absent. */
  readonly startWatcher?: FolderWatchParts['startWatcher'];
}

/** A bucket in the data folder: `bucket/`, where a file's path is its key, and `objects/` for keys that are no paths. */
export interface EmbeddedBucket {
  /** The absolute path of the folder that people put files into. */
  readonly folder: string;
  readonly store: ObjectStore;
  /** Tells whether this server signed a request, by its method and query, and what it asks for. */
  verify(method: string, query: URLSearchParams): Result<VerifiedRequest, RefusedRequest>;
  /** Takes an object in and records it; see `upload`. Throws `EngineUnavailable`, and what the body throws. */
  upload(terms: UploadTerms, body: AsyncIterable<Uint8Array>): Promise<UploadOutcome>;
  /** Opens an object to be read; the caller closes it. Throws `EngineUnavailable`, also for one that is being written. */
  openDownload(key: string): Promise<ObjectDownload | undefined>;
  /** Starts to record what people do in the folder, and what they did while no server watched. */
  watch(): FolderWatch;
  /** Ends the watch, and returns when nothing is being recorded by it. */
  close(): Promise<void>;
}

/** What a bucket shares with the engine. */
export interface BucketEngine {
  readonly dataDir: string;
  /** A connection for reading. */
  readonly database: DatabaseSync;
  readonly writer: GroupCommit;
  readonly repository: ObjectRecordRepository;
  readonly clock: Clock;
  readonly onFault: (fault: unknown) => void;
  readonly telemetry: Telemetry;
}

/** Opens the bucket of a data folder, and makes its folders where there are none. Throws `EngineStartupError`. */
export async function openBucket(engine: BucketEngine, options: EmbeddedBucketOptions): Promise<EmbeddedBucket> {
  const folders = prepareBucketFolders(engine.dataDir);
  const signer = new RequestSigner(signingKeyIn(engine.dataDir), engine.clock, options.baseUrl);
  const parts = partsOf(engine, options.name, folders);
  const { bucket, files, contents } = parts;
  await files.removeNameless();
  const settling = settlingOf(parts, options.quietMs ?? defaultQuietMs, engine.onFault);
  const unfinished: UnfinishedFiles = {
    has: (key) => settling.has(key),
    lastWhole: (key) => lastRecorded(key, parts),
  };
  let watch: FolderWatch | undefined;
  return {
    folder: folders.bucket,
    store: instrumentStore(new FolderObjectStore(bucket, files, contents, signer, unfinished), engine.telemetry),
    verify: (method, query) => signer.verify(method, query),
    upload: (terms, body) => upload(terms, body, { ...parts, folder: folders.uploads }),
    openDownload: (key) => openDownload(key, contents, unfinished),
    watch: () => (watch ??= watchOf(parts, settling, options, engine.onFault)),
    close: async () => {
      await Promise.all([settling.close(), watch?.close()]);
    },
  };
}

type BucketParts = ObjectRecorderParts & { readonly recorder: ObjectRecorder };

function partsOf(
  { database, writer, repository, clock, telemetry }: BucketEngine,
  bucket: string,
  folders: BucketFolders,
): BucketParts {
  const files = new ObjectFiles(folders, new OverflowNames(folders.objects, database, writer));
  const known = new KnownFiles(database, writer);
  const contents = new FolderContents(files, known);
  const parts = { bucket, files, contents, known, repository, locks: new KeyLocks(), clock, telemetry };
  return { ...parts, recorder: new ObjectRecorder(parts) };
}

function settlingOf(
  { files, recorder }: BucketParts,
  quietMs: number,
  onFault: (fault: unknown) => void,
): SettlingFiles {
  return new SettlingFiles({
    quietMs,
    look: async (key) => {
      const found = await files.find(key);
      return found && { path: found.path, print: printOf(found.stats), touchedMs: touchedMs(found.stats) };
    },
    openForWriting: () => openForWriting(files.tree.root),
    record: (key) => recorder.recordFound(key),
    onFault,
  });
}

function watchOf(
  parts: BucketParts,
  settling: SettlingFiles,
  { rescanMs = defaultRescanMs, pollMs = defaultPollMs, startWatcher }: EmbeddedBucketOptions,
  onFault: (fault: unknown) => void,
): FolderWatch {
  const onDifference = (key: string): Promise<void> => {
    settling.observe(key);
    return settling.room();
  };
  return new FolderWatch({
    tree: parts.files.tree,
    settling,
    isObject: async (key) => (await lastRecorded(key, parts)) !== undefined,
    scan: (prefix, signal) => scanFolder(prefix, { ...parts, onDifference, onUnreadable: onFault, signal }),
    rescanMs,
    pollMs,
    onFault,
    ...(startWatcher !== undefined && { startWatcher }),
  });
}

/** What the catalogue says of a living object. */
async function lastRecorded(key: string, { repository, bucket }: BucketParts): Promise<ObjectContent | undefined> {
  const state = await repository.findCurrent({ bucket, key });
  if (state === undefined || state.removed) return undefined;
  const { sizeBytes, eTag, contentType, lastModified, checksumSha256 } = state;
  const content = { sizeBytes, eTag, contentType, lastModified, checksumSha256 };
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
}
