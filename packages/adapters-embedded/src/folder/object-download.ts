import type { FileHandle } from 'node:fs/promises';
import { isSameContent } from './file-print.js';
import type { FileContent, FolderContents } from './folder-contents.js';
import type { UnfinishedFiles } from './folder-object-store.js';
import { folderUnavailable, touchingFiles } from './folder-unavailable.js';

/** What is read at once, in bytes. */
const chunkBytes = 64 * 1024;

/** An object that is open to be read, and stays what it was when it is replaced or removed. Whoever opened it closes it, read or not. */
export class ObjectDownload {
  constructor(
    readonly content: FileContent,
    private readonly file: FileHandle,
    private readonly print: string,
  ) {}

  /**
   * The bytes from one position to another, both inclusive, within the object; without them all of it. Throws `EngineUnavailable`
   * before its last chunk when the file was changed meanwhile, so that a mixture is never taken for the object.
   */
  async *read(start = 0, end = this.content.sizeBytes - 1): AsyncGenerator<Buffer, void, undefined> {
    for (let position = start; position <= end;) {
      const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - position + 1));
      const { bytesRead } = await touchingFiles(() => this.file.read(chunk, 0, chunk.length, position));
      position += bytesRead;
      if (bytesRead === 0 || position > end) await this.#expectUnchanged(bytesRead);
      yield chunk.subarray(0, bytesRead);
    }
  }

  /** Lets the file go; later calls do nothing. */
  async close(): Promise<void> {
    await this.file.close();
  }

  async #expectUnchanged(bytesRead: number): Promise<void> {
    const stats = await touchingFiles(() => this.file.stat({ bigint: true }));
    if (bytesRead === 0 || !isSameContent(this.print, stats))
      throw folderUnavailable(new Error('a file changed while it was read'));
  }
}

/** Opens an object to be read; `undefined` if it is not there. Throws `EngineUnavailable`, also for one that is being written. */
export async function openDownload(
  key: string,
  contents: FolderContents,
  unfinished: UnfinishedFiles,
): Promise<ObjectDownload | undefined> {
  const isUnfinished = unfinished.has(key);
  const whole = isUnfinished ? await unfinished.lastWhole(key) : undefined;
  if (isUnfinished && whole === undefined) return undefined;
  const opened = await contents.open(key);
  if (opened === undefined) return undefined;
  if (whole === undefined || whole.eTag === opened.content.eTag)
    return new ObjectDownload(opened.content, opened.file, opened.print);
  await opened.file.close();
  throw folderUnavailable(new Error('the file is being written'));
}
