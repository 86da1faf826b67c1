import { compareUtf8 } from '@annals/domain';
import { isUtf8 } from 'node:buffer';
import type { BigIntStats } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { sep } from 'node:path';
import { KeyLocks } from './key-locks.js';
import { makeFolder, syncFolderAt } from './lasting-folders.js';
import { keyOfPath, mayBeMade, pathOfKey, type ObjectPath } from './object-path.js';
import { systemCode, unlessAbsent } from './system-errors.js';

/** A file whose path is its key. */
export interface TreeFile {
  readonly key: string;
  /** Absolute. */
  readonly path: string;
}

/** A file or, with a slash at its end, a folder. */
interface Entry extends TreeFile {
  readonly isFolder: boolean;
}

/** What the system answers where a name is taken by a folder, a file, a link, or cannot be had. */
const takenCodes = ['EEXIST', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'ELOOP', 'ENAMETOOLONG', 'EINVAL', 'EILSEQ', 'ENOENT'];

/**
 * The bucket's folder as a tree of files. A symbolic link is no part of it, whatever it leads to, and nor is what is neither a file nor a
 * folder. Nothing outside of it is reached: no part of a path is `..` or a link.
 */
export class ObjectTree {
  /** Whoever finds a folder that another has just made waits until it lasts. */
  readonly #making = new KeyLocks();

  /**
   * @param root absolute and real
   * @param foldsNames whether the file system takes names of different spelling for one: each is then looked up in its folder
   * @param scratch a folder of the same file system, where names can be tried
   */
  constructor(
    readonly root: string,
    private readonly foldsNames: boolean,
    private readonly scratch: string,
  ) {}

  /** The file of a key. Throws what the system answers, unless that is absence. */
  async find(key: string): Promise<{ readonly path: string; readonly stats: BigIntStats } | undefined> {
    const names = pathOfKey(key);
    if (names === undefined) return undefined;
    const path = this.#absolute(names);
    const stats = await unlessAbsent(lstat(path, { bigint: true }));
    if (stats?.isFile() !== true || !(await this.#isSpelled(names))) return undefined;
    return { path, stats };
  }

  /**
   * The files whose keys start with a prefix and stand behind `after`, by key in the order of UTF-8 bytes. What comes and goes meanwhile
   * may be among them or not. A folder that cannot be read is told to `onUnreadable`, which may throw.
   */
  async *walk(
    prefix: string,
    after: string | undefined,
    onUnreadable: (error: unknown) => void,
  ): AsyncGenerator<TreeFile, undefined> {
    const isWanted = ({ key, isFolder }: Entry): boolean =>
      isFolder
        ? (key.startsWith(prefix) || prefix.startsWith(key)) &&
          (after === undefined || after.startsWith(key) || compareUtf8(key, after) > 0)
        : key.startsWith(prefix) && (after === undefined || compareUtf8(key, after) > 0);
    const waiting: Entry[] = [{ key: '', path: this.root, isFolder: true }];
    for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
      if (!entry.isFolder) yield { key: entry.key, path: entry.path };
      else waiting.push(...(await this.#entriesOf(entry, onUnreadable)).filter(isWanted));
    }
    return undefined;
  }

  /** The key that a file at a path would have, absolute and below the root; `undefined` where it would have none. */
  keyAt(path: string): string | undefined {
    return keyOfPath(path.slice(this.root.length + sep.length).split(sep));
  }

  /**
   * Moves a finished file to the path of a key, in place of the file that is there, and makes that last. `false` where the key has no
   * path, or its path is taken by something else: then nothing happened.
   */
  async moveIn(file: string, key: string): Promise<boolean> {
    const names = pathOfKey(key);
    if (names === undefined || !(mayBeMade(names) || (await this.find(key)) !== undefined)) return false;
    if (this.foldsNames && !(await this.#areKept(names))) return false;
    try {
      const folder = await this.#makeFolders(names.slice(0, -1));
      if (folder === undefined || !(await this.#isFree(names))) return false;
      await rename(file, this.#absolute(names));
      await syncFolderAt(folder);
      return true;
    } catch (error) {
      if (takenCodes.includes(systemCode(error) ?? '')) return false;
      throw error;
    }
  }

  async #entriesOf({ key, path }: Entry, onUnreadable: (error: unknown) => void): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const found of await this.#read(path, onUnreadable)) {
      if (!(found.isFile() || found.isDirectory()) || !isUtf8(found.name)) continue;
      const name = found.name.toString();
      const child = keyOfPath([...namesIn(key), name]);
      if (child === undefined) continue;
      const isFolder = found.isDirectory();
      entries.push({ key: isFolder ? `${child}/` : child, path: `${path}${sep}${name}`, isFolder });
    }
    // The last comes first: entries are taken from the end. A folder stands where the keys in it do.
    return entries.sort((left, right) => compareUtf8(right.key, left.key));
  }

  async #read(path: string, onUnreadable: (error: unknown) => void): Promise<Awaited<ReturnType<typeof readFolder>>> {
    try {
      return (await unlessAbsent(readFolder(path))) ?? [];
    } catch (error) {
      onUnreadable(error);
      return [];
    }
  }

  /** Makes the folders of a path that are missing, each lasting: the last of them, or `undefined` where something else is in the way. */
  async #makeFolders(names: ObjectPath): Promise<string | undefined> {
    let folder = this.root;
    for (const name of names) {
      const parent = folder;
      folder = `${parent}${sep}${name}`;
      if (!(await this.#making.run(folder, () => makeFolder(parent, folder)))) return undefined;
    }
    return folder;
  }

  /** Whether a file may be made at a path, or replaced: its folders are no links, and its own name is no link's, folder's or device's. */
  async #isFree(names: ObjectPath): Promise<boolean> {
    if (names.length > 1 && !(await this.#isSpelled(names.slice(0, -1)))) return false;
    const stats = await unlessAbsent(lstat(this.#absolute(names)));
    if (stats === undefined) return true;
    return stats.isFile() && (await this.#isSpelled(names));
  }

  /** Whether the file system gives names back as they were given: some change case or Unicode form. Tried where nothing is at stake. */
  async #areKept(names: ObjectPath): Promise<boolean> {
    const folder = await mkdtemp(`${this.scratch}${sep}names-`);
    try {
      for (const name of new Set(names)) {
        await mkdir(`${folder}${sep}${name}`);
        if (!(await readdir(folder)).includes(name)) return false;
        await rmdir(`${folder}${sep}${name}`);
      }
      return true;
    } catch (error) {
      if (takenCodes.includes(systemCode(error) ?? '')) return false;
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Whether a path that exists is made of just these names, and of no links. */
  async #isSpelled(names: ObjectPath): Promise<boolean> {
    const path = this.#absolute(names);
    if ((await unlessAbsent(realpath(path))) !== path) return false;
    if (!this.foldsNames) return true;
    let folder = this.root;
    for (const name of names) {
      if ((await unlessAbsent(readdir(folder)))?.includes(name) !== true) return false;
      folder = `${folder}${sep}${name}`;
    }
    return true;
  }

  #absolute(names: ObjectPath): string {
    return `${this.root}${sep}${names.join(sep)}`;
  }
}

/** The names of a folder's key, which ends with a slash; the root's is empty. */
function namesIn(key: string): ObjectPath {
  return key === '' ? [] : key.slice(0, -1).split('/');
}

function readFolder(path: string) {
  return readdir(path, { withFileTypes: true, encoding: 'buffer' });
}
