import type { ObjectContent } from '@annals/domain';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { contentTypeOf } from './content-type.js';
import { hashFile } from './content-hash.js';
import { modifiedAt, printOf, touchedMs } from './file-print.js';
import type { FileFacts, KnownFiles } from './file-facts.js';
import { folderUnavailable, touchingFiles } from './folder-unavailable.js';
import type { ObjectFile, ObjectFiles } from './object-files.js';
import { unlessAbsent } from './system-errors.js';

/** What a folder's file tells of an object. */
export type FileContent = Required<Omit<ObjectContent, 'versionId' | 'metadata'>>;

/** An object's file that was read, or is known from before. */
export interface SeenObject {
  readonly print: string;
  readonly content: FileContent;
}

/** An object's file, open for reading: as long as its print is the same it is what `content` says. */
export interface OpenObject extends SeenObject {
  readonly file: FileHandle;
}

/**
 * A file that was touched this short a time ago, in milliseconds, could change again within the same tick of its file system's clock,
 * and nothing would tell: what was read of it is not kept. Ticks are up to 10 ms long.
 */
const tickMs = 100;

/** How often a file that changes while it is read is read again. */
const attempts = 3;

/** The last part may not be a link either, and opening may not wait for whoever writes to a pipe. Windows has neither flag. */
const readOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What is in the files of a bucket's folder just now. */
export class FolderContents {
  constructor(
    private readonly files: ObjectFiles,
    private readonly known: KnownFiles,
  ) {}

  /** What a key's file holds; it is read unless it is known. Throws `EngineUnavailable` also for one that changes while it is read. */
  async look(key: string): Promise<SeenObject | undefined> {
    return touchingFiles(async () => {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const found = await this.files.find(key);
        if (found === undefined) return undefined;
        const facts = this.#knownOf(key, found) ?? (await this.#read(key, found));
        if (facts !== undefined) return { print: facts.print, content: contentOf(key, found, facts) };
      }
      throw folderUnavailable(new Error('a file changed each time that it was read'));
    });
  }

  /** Opens a key's file to be read; the caller closes it. Throws as `look` does. */
  async open(key: string): Promise<OpenObject | undefined> {
    return touchingFiles(async () => {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const seen = await this.look(key);
        const found = await this.files.find(key);
        if (seen === undefined || found === undefined) return undefined;
        const file = await openAs(found, seen.print);
        if (file !== undefined) return { ...seen, file };
      }
      throw folderUnavailable(new Error('a file changed each time that it was opened'));
    });
  }

  #knownOf(key: string, { stats }: ObjectFile): FileFacts | undefined {
    const facts = this.known.find(key);
    return facts?.print === printOf(stats) ? facts : undefined;
  }

  /** Reads a file; `undefined` if it changed meanwhile. The type of an upload stays as long as the content does. */
  async #read(key: string, found: ObjectFile): Promise<FileFacts | undefined> {
    const print = printOf(found.stats);
    const file = await openAs(found, print);
    if (file === undefined) return undefined;
    try {
      const hashes = await hashFile(file, Number(found.stats.size));
      if (printOf(await file.stat({ bigint: true })) !== print) return undefined;
      const before = this.known.find(key);
      const isSame = before?.checksumSha256 === hashes.checksumSha256 && before.contentType !== undefined;
      const facts = { print, ...hashes, ...(isSame && { contentType: before.contentType }) };
      if (Date.now() - touchedMs(found.stats) >= tickMs) await this.known.keep(key, facts);
      return facts;
    } finally {
      await file.close();
    }
  }
}

/** Opens a file if it is still the one that was found. */
async function openAs({ path }: ObjectFile, print: string): Promise<FileHandle | undefined> {
  const file = await unlessAbsent(open(path, readOnly));
  if (file === undefined) return undefined;
  const stats = await file.stat({ bigint: true });
  if (stats.isFile() && printOf(stats) === print) return file;
  await file.close();
  return undefined;
}

function contentOf(key: string, { stats }: ObjectFile, facts: FileFacts): FileContent {
  return {
    sizeBytes: Number(stats.size),
    eTag: facts.eTag,
    contentType: facts.contentType ?? contentTypeOf(key),
    lastModified: modifiedAt(stats),
    checksumSha256: facts.checksumSha256,
  };
}
