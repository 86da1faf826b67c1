import type { UploadTerms } from '@annals/domain';
import { randomUUID } from 'node:crypto';
import { lstat, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ContentHash, type ContentHashes } from './content-hash.js';
import type { KnownFiles } from './file-facts.js';
import { modifiedAt, printOf } from './file-print.js';
import type { FileContent } from './folder-contents.js';
import { touchingFiles } from './folder-unavailable.js';
import type { KeyLocks } from './key-locks.js';
import type { ObjectFiles } from './object-files.js';
import type { ObjectRecorder } from './object-recorder.js';

/** What became of an upload: stored and recorded, or refused with nothing stored. */
export type UploadOutcome =
  | { readonly code: 'stored'; readonly content: FileContent }
  /** The content is shorter, or goes on behind `sizeBytes`; the rest of it was not read. */
  | { readonly code: 'too-short' | 'too-long' }
  | { readonly code: 'wrong-checksum' };

/** What uploads need. */
export interface UploadParts {
  /** The folder for what is under way, in the same file system as the bucket. */
  readonly folder: string;
  readonly files: ObjectFiles;
  readonly known: KnownFiles;
  readonly recorder: ObjectRecorder;
  readonly locks: KeyLocks;
}

/**
 * Takes an object in: streams it to a file aside, holds it to its terms, syncs it, moves it to its place in one step and records it. It
 * returns when all of that lasts. Whatever ends it early (a refusal, the body's own failure, a full disk) leaves nothing behind.
 *
 * @param body its chunks; no more than one is held at a time
 * @throws `EngineUnavailable`, and what the body throws
 */
export async function upload(
  terms: UploadTerms,
  body: AsyncIterable<Uint8Array>,
  parts: UploadParts,
): Promise<UploadOutcome> {
  const path = join(parts.folder, randomUUID());
  try {
    const received = await receive(path, terms, body);
    if ('code' in received) return received;
    return await touchingFiles(() => accept(path, terms, received, parts));
  } finally {
    await rm(path, { force: true });
  }
}

type Refusal = Exclude<UploadOutcome, { readonly code: 'stored' }>;

async function receive(
  path: string,
  { sizeBytes, checksumSha256 }: UploadTerms,
  body: AsyncIterable<Uint8Array>,
): Promise<ContentHashes | Refusal> {
  const file = await touchingFiles(() => open(path, 'wx', 0o600));
  try {
    const hash = new ContentHash();
    let received = 0;
    for await (const chunk of body) {
      received += chunk.byteLength;
      if (received > sizeBytes) return { code: 'too-long' };
      hash.update(chunk);
      await touchingFiles(() => writeWhole(file, chunk));
    }
    if (received < sizeBytes) return { code: 'too-short' };
    const hashes = hash.digest();
    if (checksumSha256 !== undefined && checksumSha256 !== hashes.checksumSha256) return { code: 'wrong-checksum' };
    await touchingFiles(() => file.sync());
    return hashes;
  } finally {
    await file.close();
  }
}

/** A write may take a part only. */
async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength;)
    offset += (await file.write(chunk, offset, chunk.byteLength - offset)).bytesWritten;
}

function accept(path: string, terms: UploadTerms, hashes: ContentHashes, parts: UploadParts): Promise<UploadOutcome> {
  const { key, contentType, sizeBytes } = terms;
  const { files, known, recorder, locks } = parts;
  return locks.run(key, async () => {
    const { mtimeNs } = await lstat(path, { bigint: true });
    await files.accept(path, key);
    const placed = await files.find(key);
    // Somebody who works in the folder can have been faster than this line; what is there then is found by the watcher.
    if (placed?.stats.mtimeNs === mtimeNs)
      await known.keep(key, { print: printOf(placed.stats), contentType, ...hashes });
    const content = { sizeBytes, contentType, lastModified: modifiedAt({ mtimeNs }), ...hashes };
    await recorder.recordUpload(key, content);
    return { code: 'stored', content };
  });
}
