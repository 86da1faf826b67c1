import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineFolders } from '../../test/engine-folders.js';
import { withoutRoot } from '../../test/other-user.js';
import { prepareBucketFolders, type BucketFolders } from './bucket-folders.js';
import { ObjectTree } from './object-tree.js';

const folders = new EngineFolders();
let parts: BucketFolders;
beforeEach(async () => {
  parts = prepareBucketFolders(await folders.make());
});
afterEach(() => folders.removeAll());

async function made(name: string): Promise<string> {
  const file = join(parts.uploads, name);
  await writeFile(file, name);
  return file;
}

/** Where a file system takes two spellings for one, each name is looked up as it is spelled; so it may be looked up anywhere. */
describe.each([false, true])('a tree whose file system folds names: %s', (foldsNames) => {
  let tree: ObjectTree;
  beforeEach(() => {
    tree = new ObjectTree(parts.bucket, foldsNames, parts.uploads);
  });

  test('takes files in under their keys, makes their folders, and leaves nothing else', async () => {
    for (const key of ['a/b/c', 'a/d', 'é', 'e']) expect(await tree.moveIn(await made('file'), key)).toBe(true);
    expect((await readdir(parts.bucket, { recursive: true })).sort()).toEqual(['a', 'a/b', 'a/b/c', 'a/d', 'e', 'é']);
    expect(await readdir(parts.uploads)).toEqual([]);
    expect((await tree.find('a/b/c'))?.path).toBe(join(parts.bucket, 'a/b/c'));
    expect(await tree.find('a/b')).toBeUndefined();
    expect(await tree.find('A/b/c')).toBeUndefined();
  });

  test('replaces files, and nothing else', async () => {
    await tree.moveIn(await made('first'), 'file');
    expect(await tree.moveIn(await made('second'), 'file')).toBe(true);
    expect(await readFile(join(parts.bucket, 'file'), 'utf8')).toBe('second');
    await mkdir(join(parts.bucket, 'folder'));
    await symlink('file', join(parts.bucket, 'link'));
    const third = await made('third');
    for (const key of ['folder', 'link', 'file/below', 'file/far/below', 'link/below', 'a//b', '../up'])
      expect(await tree.moveIn(third, key)).toBe(false);
    expect(await readFile(third, 'utf8')).toBe('third');
    expect((await readdir(parts.bucket, { recursive: true })).sort()).toEqual(['file', 'folder', 'link']);
  });

  test('tells of a folder that cannot be read, and goes on with the others', async () => {
    for (const key of ['a', 'locked/file', 'z/file']) await tree.moveIn(await made('x'), key);
    for (const folder of [join(parts.bucket, '..'), parts.bucket, join(parts.bucket, 'z')]) await chmod(folder, 0o755);
    await chmod(join(parts.bucket, 'locked'), 0);
    const unreadable: unknown[] = [];
    const keys: string[] = [];
    await withoutRoot(async () => {
      for await (const { key } of tree.walk('', undefined, (error) => unreadable.push(error))) keys.push(key);
    });
    expect(keys).toEqual(['a', 'z/file']);
    expect(unreadable).toMatchObject([{ code: 'EACCES' }]);
    await expect(withoutRoot(() => tree.find('locked/file'))).rejects.toMatchObject({ code: 'EACCES' });
  });
});
