import type { ObjectRecordRepository, ObjectState } from '@annals/domain';
import { lstat } from 'node:fs/promises';
import type { KnownFiles } from '../folder/file-facts.js';
import { modifiedAt, printOf } from '../folder/file-print.js';
import { joinByKey, type Joined } from '../folder/join-by-key.js';
import { mapBounded } from '../folder/map-bounded.js';
import type { ObjectFiles } from '../folder/object-files.js';
import type { TreeFile } from '../folder/object-tree.js';
import { unlessAbsent } from '../folder/system-errors.js';

/** How many keys are compared between two turns of other work, and how many of them at once. */
const keysPerTurn = 64;
const looksAtOnce = 16;

/** What a scan needs. */
export interface ScanParts {
  readonly bucket: string;
  readonly files: ObjectFiles;
  readonly known: KnownFiles;
  readonly repository: ObjectRecordRepository;
  /** Told each key about which folder and catalogue may disagree; the scan goes on when it returns. */
  readonly onDifference: (key: string) => Promise<void>;
  /** Told why a folder could not be read. */
  readonly onUnreadable: (error: unknown) => void;
  /** Ends the scan early. */
  readonly signal: AbortSignal;
}

/**
 * Compares a folder's files with the catalogue's living objects, for the keys that start with a prefix, without reading any file: one
 * that is as it was when it was read, and is recorded so, is passed over.
 */
export async function scanFolder(prefix: string, parts: ScanParts): Promise<void> {
  const files = parts.files.walk(prefix, undefined, parts.onUnreadable);
  const states = livingObjects(parts.repository, parts.bucket, prefix);
  let waiting: Joined<TreeFile, ObjectState>[] = [];
  const compare = async (): Promise<void> => {
    const different = await mapBounded(waiting, looksAtOnce, async (pair) => !(await agrees(pair, parts.known)));
    for (const [index, { key }] of waiting.entries()) if (different[index]) await parts.onDifference(key);
    waiting = [];
  };
  for await (const pair of joinByKey(files, states)) {
    if (parts.signal.aborted) return;
    waiting.push(pair);
    if (waiting.length === keysPerTurn) await compare();
  }
  await compare();
}

async function agrees(
  { key, left: file, right: state }: Joined<TreeFile, ObjectState>,
  known: KnownFiles,
): Promise<boolean> {
  if (file === undefined || state === undefined) return false;
  const stats = await unlessAbsent(lstat(file.path, { bigint: true }));
  const facts = known.find(key);
  if (stats === undefined || facts?.print !== printOf(stats)) return false;
  return (
    state.eTag === facts.eTag && state.sizeBytes === Number(stats.size) && state.lastModified === modifiedAt(stats)
  );
}

async function* livingObjects(
  repository: ObjectRecordRepository,
  bucket: string,
  prefix: string,
): AsyncGenerator<ObjectState, undefined> {
  let after: string | undefined;
  do {
    const page = await repository.listLiving(bucket, prefix, { limit: 1000, after });
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
  return undefined;
}
