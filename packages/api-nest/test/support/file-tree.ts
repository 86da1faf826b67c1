import { compareUtf8, mapConcurrently } from '@annals/domain';
import { hash } from 'node:crypto';
import { copyFile, mkdir, opendir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** A file or an object, by what must be the same of both. */
export interface TreeFile {
  readonly key: string;
  readonly sizeBytes: number;
  /** MD5, in hexadecimal digits. */
  readonly eTag: string;
  /** In base64. */
  readonly checksumSha256: string;
}

/** The paths of regular files below a folder, relative to it: the first so many of up to so many bytes. No link is followed. */
export async function filesBelow(folder: string, count = Infinity, maxBytes = Infinity): Promise<string[]> {
  const paths: string[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && paths.length < count; next = waiting.pop())
    for await (const entry of await opendir(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile() && paths.length < count && (await stat(path)).size <= maxBytes)
        paths.push(relative(folder, path));
    }
  return paths;
}

/** Copies a file from one folder to another, to the same path in it. */
export async function copyBetween(from: string, to: string, path: string): Promise<void> {
  await mkdir(dirname(join(to, path)), { recursive: true });
  await copyFile(join(from, path), join(to, path));
}

/** What is in a folder now, by key in the order of UTF-8 bytes. */
export async function treeOf(folder: string): Promise<TreeFile[]> {
  const files = await mapConcurrently(await filesBelow(folder), 16, async (path): Promise<TreeFile> => {
    const content = await readFile(join(folder, path));
    return {
      key: path.split(sep).join('/'),
      sizeBytes: content.length,
      eTag: hash('md5', content),
      checksumSha256: hash('sha256', content, 'base64'),
    };
  });
  return files.sort((left, right) => compareUtf8(left.key, right.key));
}
