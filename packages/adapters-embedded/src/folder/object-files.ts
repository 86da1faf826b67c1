import type { BigIntStats } from 'node:fs';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BucketFolders } from './bucket-folders.js';
import { joinByKey } from './join-by-key.js';
import { syncFolderAt } from './lasting-folders.js';
import { ObjectTree, type TreeFile } from './object-tree.js';
import type { OverflowNames } from './overflow-names.js';
import { unlessAbsent } from './system-errors.js';

/** A file that holds an object. */
export interface ObjectFile {
  /** Absolute. */
  readonly path: string;
  readonly stats: BigIntStats;
}

/**
 * Where each key's object is: the file in the bucket's folder whose path is the key; or else, for keys that are no paths or whose path
 * is taken, a file of `objects/`. A key has one file and a file one key: where both are there the one in the bucket's folder counts.
 */
export class ObjectFiles {
  readonly tree: ObjectTree;

  constructor(
    { bucket, uploads, foldsNames }: BucketFolders,
    private readonly overflow: OverflowNames,
  ) {
    this.tree = new ObjectTree(bucket, foldsNames, uploads);
  }

  /** The file of a key's object, as it is now. */
  async find(key: string): Promise<ObjectFile | undefined> {
    return (await this.tree.find(key)) ?? (await this.#findOverflow(key));
  }

  /** The files whose keys start with a prefix and stand behind `after`, by key; those of `objects/` may be gone. See `ObjectTree.walk`. */
  async *walk(
    prefix: string,
    after?: string,
    onUnreadable: (error: unknown) => void = rethrow,
  ): AsyncGenerator<TreeFile, undefined> {
    const files = this.tree.walk(prefix, after, onUnreadable);
    for await (const { left, right } of joinByKey(files, this.overflow.walk(prefix, after))) yield (left ?? right)!;
    return undefined;
  }

  /** Makes a finished file the object of a key, durably, in place of the one before. Work on one key must not overlap. */
  async accept(file: string, key: string): Promise<void> {
    if (await this.tree.moveIn(file, key)) {
      await this.dropShadowed(key);
      return;
    }
    await rename(file, await this.overflow.name(key));
    await syncFolderAt(this.overflow.folder);
  }

  /**
   * Removes what `objects/` holds for a key where the bucket's folder has a file of that key, which replaced it; and the name of a file
   * of `objects/` that is gone. Work on one key must not overlap.
   */
  async dropShadowed(key: string): Promise<void> {
    const path = this.overflow.pathOf(key);
    if (path === undefined) return;
    if ((await this.tree.find(key)) === undefined && (await this.#findOverflow(key)) !== undefined) return;
    await this.overflow.unname(key);
    await rm(path, { force: true });
  }

  /** Removes files of `objects/` whose names were taken from them when the program was ended. */
  async removeNameless(): Promise<void> {
    for (const name of await readdir(this.overflow.folder))
      if (!this.overflow.isNamed(name)) await rm(join(this.overflow.folder, name), { recursive: true, force: true });
  }

  async #findOverflow(key: string): Promise<ObjectFile | undefined> {
    const path = this.overflow.pathOf(key);
    if (path === undefined) return undefined;
    const stats = await unlessAbsent(lstat(path, { bigint: true }));
    return stats?.isFile() === true ? { path, stats } : undefined;
  }
}

function rethrow(error: unknown): never {
  throw error;
}
