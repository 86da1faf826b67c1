import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { GroupCommit } from '../group-commit.js';

/** What is known of a file's content. */
export interface FileFacts {
  /** Of the file that was read: `printOf`. */
  readonly print: string;
  /** MD5 in hexadecimal digits. */
  readonly eTag: string;
  /** In base64. */
  readonly checksumSha256: string;
  /** The type that was given when it was uploaded. */
  readonly contentType?: string;
}

/** What was read of files, so that a look at one reads it once. */
export class KnownFiles {
  readonly #byKey: StatementSync;

  /** @param database a connection for reading */
  constructor(
    database: DatabaseSync,
    private readonly writer: GroupCommit,
  ) {
    this.#byKey = database.prepare(
      'SELECT print, e_tag, checksum_sha256, content_type FROM object_files WHERE key = ?',
    );
    this.#byKey.setReturnArrays(true);
  }

  /** What was read last of a key's file; its print tells whether that file is still there. */
  find(key: string): FileFacts | undefined {
    const row = this.#byKey.get(key) as unknown as [string, string, string, string | null] | undefined;
    if (row === undefined) return undefined;
    const [print, eTag, checksumSha256, contentType] = row;
    return { print, eTag, checksumSha256, ...(contentType !== null && { contentType }) };
  }

  /** Keeps what was read of a key's file. */
  async keep(key: string, { print, eTag, checksumSha256, contentType }: FileFacts): Promise<void> {
    const row = [key, print, eTag, checksumSha256, contentType ?? null] as const;
    await this.writer.change({ kind: 'keep-file', row: [...row] });
  }

  /** Forgets a file that is gone. */
  async forget(key: string): Promise<void> {
    await this.writer.change({ kind: 'forget-file', key });
  }
}
