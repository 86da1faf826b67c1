import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Buckets, chunksOf, putFile, type OpenBucket } from '../../test/buckets.js';
import { mountSmallDisk } from '../../test/small-disk.js';

const buckets = new Buckets();
let open: OpenBucket;
let outside: string;

beforeEach(async () => {
  open = await buckets.openBucket({ dataDir: join(await buckets.make(), 'data') });
  outside = await buckets.make();
  await putFile(outside, 'secret.txt', 'secret');
});
afterEach(() => buckets.removeAll());

async function put(key: string, content = 'uploaded'): Promise<void> {
  const terms = { key, contentType: 'text/plain', sizeBytes: content.length };
  expect((await open.bucket.upload(terms, chunksOf(content))).code).toBe('stored');
}

async function listedKeys(): Promise<string[]> {
  return (await open.bucket.store.list('', { limit: 1000 })).items.map(({ key }) => key);
}

/** What is in the data folder besides the bucket, and next to it. */
async function surroundings(): Promise<string[]> {
  const folders = [open.dataDir, join(open.dataDir, '..'), outside];
  return (await Promise.all(folders.map((folder) => readdir(folder)))).flat();
}

describe('nothing outside of the bucket is read or written', () => {
  test.each([
    '..',
    '../annals.db',
    '../signing.key',
    '../../escaped',
    'a/../../escaped',
    'a/../../../../../../../../../../etc/passwd',
    '/etc/passwd',
    '//etc/passwd',
    './a',
    'a/./b',
    'C:\\Windows\\win.ini',
    '..\\..\\escaped',
    '\\\\host\\share',
  ])('by the key %j', async (key) => {
    expect(await open.bucket.store.head(key)).toBeUndefined();
    expect(await open.bucket.openDownload(key)).toBeUndefined();
    const before = await surroundings();
    const secret = await readFile(join(open.dataDir, 'signing.key'));
    await put(key);
    expect(await surroundings()).toEqual(before);
    expect(await readFile(join(open.dataDir, 'signing.key'))).toEqual(secret);
    expect(await readdir(open.bucket.folder)).toEqual([]);
    expect(await listedKeys()).toEqual([key]);
    expect(await open.bucket.store.head(key)).toMatchObject({ sizeBytes: 8 });
  });

  test('by a key with NUL, which ends a path in other programs', async () => {
    await put('signing.key\u0000.txt');
    await put('a\u0000b');
    expect(await readdir(open.bucket.folder)).toEqual([]);
    expect(await listedKeys()).toEqual(['a\u0000b', 'signing.key\u0000.txt']);
    expect(await open.bucket.store.head('a')).toBeUndefined();
  });

  test('through a symbolic link to a file, which is no object', async () => {
    await symlink(join(outside, 'secret.txt'), join(open.bucket.folder, 'link.txt'));
    expect(await open.bucket.store.head('link.txt')).toBeUndefined();
    expect(await open.bucket.openDownload('link.txt')).toBeUndefined();
    expect(await listedKeys()).toEqual([]);
    await put('link.txt');
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
    expect(await open.bucket.store.head('link.txt')).toMatchObject({ sizeBytes: 8 });
  });

  test('through a symbolic link to a folder', async () => {
    await symlink(outside, join(open.bucket.folder, 'link'));
    expect(await open.bucket.store.head('link/secret.txt')).toBeUndefined();
    expect(await open.bucket.openDownload('link/secret.txt')).toBeUndefined();
    expect(await listedKeys()).toEqual([]);
    for (const key of ['link/new.txt', 'link/deep/er.txt', 'link/secret.txt']) await put(key);
    expect(await readdir(outside)).toEqual(['secret.txt']);
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
    expect(await listedKeys()).toEqual(['link/deep/er.txt', 'link/new.txt', 'link/secret.txt']);
  });

  test('through a link that leads nowhere, or to itself, or to another file of the bucket', async () => {
    await putFile(open.bucket.folder, 'file', 'x');
    await symlink('nowhere', join(open.bucket.folder, 'dangling'));
    await symlink('loop', join(open.bucket.folder, 'loop'));
    await symlink('file', join(open.bucket.folder, 'other'));
    await symlink('.', join(open.bucket.folder, 'here'));
    expect(await listedKeys()).toEqual(['file']);
    for (const key of ['dangling', 'loop', 'other', 'here/file'])
      expect(await open.bucket.store.head(key)).toBeUndefined();
    await put('dangling');
    expect(await readdir(open.bucket.folder)).not.toContain('nowhere');
  });

  test('through a link in place of a folder that was there when its object was uploaded', async () => {
    await put('folder/secret.txt');
    await rm(join(open.bucket.folder, 'folder'), { recursive: true });
    await symlink(outside, join(open.bucket.folder, 'folder'));
    expect(await open.bucket.store.head('folder/secret.txt')).toBeUndefined();
    await put('folder/secret.txt', 'again');
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
  });

  test('by a pipe, which is no object and keeps nobody waiting', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(open.bucket.folder, 'pipe')]);
    expect(await open.bucket.store.head('pipe')).toBeUndefined();
    expect(await listedKeys()).toEqual([]);
    await put('pipe');
    expect(await open.bucket.store.head('pipe')).toMatchObject({ sizeBytes: 8 });
  });
});

test.each(['bucket', 'objects', 'uploads'].flatMap((name) => [[name, 'link'] as const, [name, 'file'] as const]))(
  'a data folder whose %s is a %s does not start',
  async (name, kind) => {
    const dataDir = await buckets.used();
    const path = join(dataDir, name);
    await (kind === 'link' ? symlink(outside, path) : writeFile(path, ''));
    const refused = { code: 'not-a-folder', message: expect.stringContaining(`${path} is not a folder`) as unknown };
    await expect(buckets.openBucket({ dataDir })).rejects.toMatchObject(refused);
    expect(await readdir(outside)).toEqual(['secret.txt']);
  },
);

test('a bucket on another file system does not start, as files could not be moved into it whole', async () => {
  const dataDir = await buckets.used();
  const path = join(dataDir, 'bucket');
  const disk = mountSmallDisk(64);
  if ('reason' in disk) {
    process.stderr.write(`a bucket on another file system: skipped, ${disk.reason}\n`);
    expect(disk.reason).not.toBe('');
    return;
  }
  try {
    await mkdir(path);
    execFileSync('mount', ['--bind', disk.path, path]);
    const refused = {
      code: 'not-a-folder',
      message: expect.stringContaining(`${path} is on another file system`) as unknown,
    };
    await expect(buckets.openBucket({ dataDir })).rejects.toMatchObject(refused);
    execFileSync('umount', [path]);
  } finally {
    disk.remove();
  }
});
