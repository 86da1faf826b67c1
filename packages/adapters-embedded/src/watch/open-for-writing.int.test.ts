import { afterAll, expect, test } from '@jest/globals';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineFolders } from '../../test/engine-folders.js';
import { putFile } from '../../test/buckets.js';
import { openForWriting } from './open-for-writing.js';

const folders = new EngineFolders();
afterAll(() => folders.removeAll());

test('the files below a folder are told that are open for writing, where the system is Linux', async () => {
  const folder = await folders.make();
  const beside = await folders.make();
  for (const path of ['read', 'appended', 'deep/both', 'closed']) await putFile(folder, path, 'x');
  const handles = await Promise.all([
    open(join(folder, 'read'), 'r'),
    open(join(folder, 'appended'), 'a'),
    open(join(folder, 'deep/both'), 'r+'),
    open(join(folder, 'new\nline'), 'w'),
    open(join(beside, 'beside'), 'w'),
  ]);
  const written = ['appended', 'deep/both', 'new\nline'].map((path) => join(folder, path));
  expect(await openForWriting(folder)).toEqual(new Set(process.platform === 'linux' ? written : []));
  for (const handle of handles) await handle.close();
  expect(await openForWriting(folder)).toEqual(new Set());
});
