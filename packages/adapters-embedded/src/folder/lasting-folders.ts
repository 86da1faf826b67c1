import { lstat, mkdir, open } from 'node:fs/promises';
import { systemCode } from './system-errors.js';

/** Makes a folder, lasting, unless it is there; says whether it is one. A link is none, and nothing is made behind it. */
export async function makeFolder(parent: string, path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    return (await lstat(path)).isDirectory();
  }
  await syncFolderAt(parent);
  return true;
}

/** Makes the names in a folder last. */
export async function syncFolderAt(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
