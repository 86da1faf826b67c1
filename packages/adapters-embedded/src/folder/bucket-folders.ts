import { closeSync, existsSync, lstatSync, mkdirSync, openSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../data-folder.js';
import { EngineStartupError, startingWith } from '../engine-startup-error.js';

/** The folders of a data folder that hold a bucket. All are absolute and real: no part of them is a symbolic link. */
export interface BucketFolders {
  /** Files whose paths are their keys. */
  readonly bucket: string;
  /** Files of every other key, named by its SHA-256. */
  readonly objects: string;
  /** Uploads that are under way. */
  readonly uploads: string;
  /** Whether the file system takes names that differ in case or Unicode form for one. */
  readonly foldsNames: boolean;
}

/** Makes the folders where there are none, and removes what uploads left that were cut off. Throws `EngineStartupError`. */
export function prepareBucketFolders(dataDir: string): BucketFolders {
  return startingWith(dataDir, dataDir, () => {
    const root = realpathSync.native(dataDir);
    const folders = { bucket: join(root, 'bucket'), objects: join(root, 'objects'), uploads: join(root, 'uploads') };
    const device = statSync(root).dev;
    for (const folder of Object.values(folders)) makeOn(folder, device);
    syncFolder(root);
    rmSync(folders.uploads, { recursive: true });
    mkdirSync(folders.uploads, { mode: 0o700 });
    return { ...folders, foldsNames: foldsNamesIn(folders.uploads) };
  });
}

function makeOn(folder: string, device: number): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory()) {
    const message = `${folder} is not a folder (a symbolic link is none either): move what is there, or choose another data folder`;
    throw new EngineStartupError('not-a-folder', message);
  }
  if (found.dev !== device) {
    const message = `${folder} is on another file system than its data folder, so that files could not be moved into it whole: put the whole data folder there`;
    throw new EngineStartupError('not-a-folder', message);
  }
}

/** Tries it: names of a file in two cases, and in two Unicode forms. */
function foldsNamesIn(folder: string): boolean {
  const probe = join(folder, 'name-\u00e9');
  closeSync(openSync(probe, 'wx', 0o600));
  try {
    return existsSync(join(folder, 'NAME-\u00e9')) || existsSync(join(folder, 'name-e\u0301'));
  } finally {
    rmSync(probe);
  }
}
