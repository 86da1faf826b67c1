import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** What is read at once, in bytes: hashing so much takes a thread less than a millisecond. */
const chunkBytes = 256 * 1024;

/** The hashes of a content. */
export interface ContentHashes {
  /** MD5 in hexadecimal digits, which is what S3 calls the eTag of an object that was uploaded in one part. */
  readonly eTag: string;
  /** In base64. */
  readonly checksumSha256: string;
}

/** Hashes a content as it passes. */
export class ContentHash {
  readonly #md5 = createHash('md5');
  readonly #sha256 = createHash('sha256');

  update(chunk: Uint8Array): void {
    this.#md5.update(chunk);
    this.#sha256.update(chunk);
  }

  digest(): ContentHashes {
    return { eTag: this.#md5.digest('hex'), checksumSha256: this.#sha256.digest('base64') };
  }
}

/** Reads a file from its start to its end, however long it has become, and hashes it. */
export async function hashFile(file: FileHandle, sizeBytes: number): Promise<ContentHashes> {
  const hashes = new ContentHash();
  const buffer = Buffer.allocUnsafe(Math.min(sizeBytes + 1, chunkBytes));
  for (let position = 0; ;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return hashes.digest();
    hashes.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
