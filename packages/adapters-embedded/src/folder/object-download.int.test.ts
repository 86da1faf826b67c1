import { EngineUnavailable } from '@annals/domain';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Buckets, chunksOf, putFile, type OpenBucket } from '../../test/buckets.js';
import type { ObjectDownload } from './object-download.js';

const buckets = new Buckets();
const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
let open: OpenBucket;
let download: ObjectDownload;

beforeEach(async () => {
  open = await buckets.openBucket();
  await open.bucket.upload({ key: 'k', contentType: 'a/b', sizeBytes: content.length }, chunksOf(content));
  download = (await open.bucket.openDownload('k'))!;
});
afterEach(async () => {
  await download.close();
  await buckets.removeAll();
});

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

describe('a download', () => {
  test('says what it will give, and gives all of it', async () => {
    expect(download.content).toMatchObject({ sizeBytes: content.length, contentType: 'a/b' });
    expect(await bytesOf(download.read())).toEqual(content);
  });

  test.each([
    [0, 0],
    [0, 199_999],
    [1, 1],
    [65_535, 65_536],
    [199_999, 199_999],
    [100_000, 150_000],
  ])('gives the bytes from %i to %i, both among them', async (start, end) => {
    expect(await bytesOf(download.read(start, end))).toEqual(content.subarray(start, end + 1));
  });

  test('gives nothing of an empty object', async () => {
    await open.bucket.upload({ key: 'empty', contentType: 'a/b', sizeBytes: 0 }, chunksOf());
    const empty = (await open.bucket.openDownload('empty'))!;
    expect(await bytesOf(empty.read())).toHaveLength(0);
    await empty.close();
  });

  test('of an object that is not there is none', async () => {
    expect(await open.bucket.openDownload('nothing')).toBeUndefined();
    expect(await open.bucket.openDownload('k/below')).toBeUndefined();
  });

  test('goes on with the object that it began with when that is replaced or removed', async () => {
    const chunks = download.read();
    const first = (await chunks.next()).value as Buffer;
    await open.bucket.upload({ key: 'k', contentType: 'a/b', sizeBytes: 1 }, chunksOf('x'));
    await rm(join(open.bucket.folder, 'k'));
    expect(Buffer.concat([first, await bytesOf(chunks)])).toEqual(content);
  });

  test('goes on when its file is moved', async () => {
    const chunks = download.read();
    const first = (await chunks.next()).value as Buffer;
    await rename(join(open.bucket.folder, 'k'), join(open.bucket.folder, 'moved'));
    expect(Buffer.concat([first, await bytesOf(chunks)])).toEqual(content);
  });

  test.each([
    ['overwritten in place', (path: string) => writeFile(path, Buffer.alloc(content.length))],
    ['cut', (path: string) => truncate(path, 70_000)],
    ['lengthened', (path: string) => writeFile(path, 'more', { flag: 'a' })],
  ])('fails before its end when its file is %s meanwhile', async (_, change) => {
    const chunks = download.read();
    const first = (await chunks.next()).value as Buffer;
    await change(join(open.bucket.folder, 'k'));
    const read: Buffer[] = [first];
    const readOn = async (): Promise<void> => {
      for await (const chunk of chunks) read.push(chunk);
    };
    await expect(readOn()).rejects.toBeInstanceOf(EngineUnavailable);
    expect(Buffer.concat(read).length).toBeLessThan(content.length);
  });

  test('closes more than once', async () => {
    await download.close();
    await download.close();
    await expect(download.read().next()).rejects.toThrow();
  });
});

test('a file that people put there is downloaded without a record of it', async () => {
  await putFile(open.bucket.folder, 'found.txt', 'found');
  const found = (await open.bucket.openDownload('found.txt'))!;
  expect(found.content).toMatchObject({ sizeBytes: 5, contentType: 'text/plain' });
  expect((await bytesOf(found.read())).toString()).toBe('found');
  await found.close();
});
