import { EngineUnavailable } from '@annals/domain';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hash } from 'node:crypto';
import { chmod, open as openFile, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { Buckets, putFile } from '../../test/buckets.js';
import { openForReading, prepareDataFile } from '../data-file.js';
import { GroupCommit } from '../group-commit.js';
import { prepareBucketFolders } from './bucket-folders.js';
import { KnownFiles } from './file-facts.js';
import { printOf } from './file-print.js';
import { FolderContents } from './folder-contents.js';
import { ObjectFiles } from './object-files.js';
import { OverflowNames } from './overflow-names.js';

const buckets = new Buckets();
let dataDir: string;
let database: DatabaseSync;
let writer: GroupCommit;
let known: KnownFiles;
let contents: FolderContents;
let path: string;

beforeEach(async () => {
  dataDir = await buckets.make();
  const dataFile = join(dataDir, 'annals.db');
  prepareDataFile(dataFile, dataDir);
  writer = new GroupCommit({ dataFile }, () => {});
  database = openForReading(dataFile);
  const folders = prepareBucketFolders(dataDir);
  path = join(folders.bucket, 'k');
  known = new KnownFiles(database, writer);
  contents = new FolderContents(new ObjectFiles(folders, new OverflowNames(folders.objects, database, writer)), known);
  await putFile(folders.bucket, 'k', 'content');
});
afterEach(async () => {
  database.close();
  await writer.close();
  await buckets.removeAll();
});

async function eTag(): Promise<string | undefined> {
  return (await contents.look('k'))?.content.eTag;
}

/** Looks until what was read is kept: a file that was touched just now is read again. */
async function untilKnown(): Promise<void> {
  while (known.find('k') === undefined) {
    await contents.look('k');
    await setTimeout(5);
  }
}

describe('a look', () => {
  test('reads a file once', async () => {
    await untilKnown();
    const print = printOf(await stat(path, { bigint: true }));
    await known.keep('k', { print, eTag: 'kept', checksumSha256: 'kept too' });
    expect(await contents.look('k')).toMatchObject({ print, content: { eTag: 'kept', checksumSha256: 'kept too' } });
  });

  test('reads a file again that was changed with its size and its time kept', async () => {
    await utimes(path, 1e9, 1e9);
    await untilKnown();
    await writeFile(path, 'CONTENT');
    await utimes(path, 1e9, 1e9);
    expect(await eTag()).toBe(hash('md5', 'CONTENT'));
  });

  test('reads a file again in whose place another was moved', async () => {
    await utimes(path, 1e9, 1e9);
    await untilKnown();
    await writeFile(`${path}.new`, 'changed');
    await utimes(`${path}.new`, 1e9, 1e9);
    await rename(`${path}.new`, path);
    expect(await eTag()).toBe(hash('md5', 'changed'));
  });

  test('reads a file again whose rights were changed, and finds it the same', async () => {
    await untilKnown();
    const before = known.find('k')!;
    await chmod(path, 0o600);
    expect(await eTag()).toBe(before.eTag);
  });

  test('does not keep what it read of a file that was touched so lately that another change could go unnoticed', async () => {
    const soon = Date.now() / 1000 + 3600;
    await utimes(path, soon, soon);
    expect(await eTag()).toBe(hash('md5', 'content'));
    expect(known.find('k')).toBeUndefined();
  });

  test('fails on a file that changes as often as it is read', async () => {
    const file = await openFile(path, 'r+');
    let isEnded = false;
    const change = async (): Promise<void> => {
      for (let size = 1_000_000; !isEnded; size++) await file.truncate(size);
    };
    const changing = change();
    await expect(async () => {
      for (;;) await contents.look('k');
    }).rejects.toBeInstanceOf(EngineUnavailable);
    isEnded = true;
    await changing;
    await file.close();
    expect((await contents.look('k'))?.content.eTag).toBe(hash('md5', await readFile(path)));
  });
});
