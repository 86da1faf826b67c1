import { compareUtf8 } from '@annals/domain';
import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { livingObjects, type OpenBucket } from './buckets.js';

/** A file or an object, by what must be the same of both: key, size and hashes. */
export type Row = readonly [key: string, sizeBytes: number, eTag: string, checksumSha256: string];

/** The files below a folder, by key. */
export async function rowsOfTree(folder: string): Promise<Row[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const rows: Row[] = [];
  for (const path of paths) {
    const content = await readFile(path);
    const key = relative(folder, path).split(sep).join('/');
    rows.push([key, content.length, hash('md5', content), hash('sha256', content, 'base64')]);
  }
  return rows.sort(([left], [right]) => compareUtf8(left, right));
}

/** The catalogue's living objects, by key. */
export async function rowsOfCatalogue(open: Pick<OpenBucket, 'engine'>): Promise<Row[]> {
  const objects = await livingObjects(open);
  return objects.map(({ key, sizeBytes, eTag, checksumSha256 }) => [key, sizeBytes!, eTag!, checksumSha256!]);
}
