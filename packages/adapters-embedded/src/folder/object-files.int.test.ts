import { compareUtf8, utf8Length } from '@annals/domain';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Buckets, chunksOf, putFile, type OpenBucket } from '../../test/buckets.js';
import { pathOfKey } from './object-path.js';

const buckets = new Buckets();
let open: OpenBucket;
beforeAll(async () => {
  open = await buckets.openBucket();
});
afterAll(() => buckets.removeAll());

/** Keys that are in each other's way, or no paths at all. */
const awkwardKey = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'A',
      'é',
      'e\u0301',
      '',
      '.',
      '..',
      'CON',
      'x\\y',
      '\u0000',
      '\u{1f600}',
      '\uff5e',
      'n'.repeat(256),
      '%2F',
      ' ',
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((names) => names.join('/'));
const anyKey = fc
  .oneof({ weight: 3, arbitrary: awkwardKey }, fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }))
  .filter((key) => key !== '' && utf8Length(key) <= 1024);

/** Removes every object, as a person would. */
async function clear(): Promise<void> {
  for (const folder of ['bucket', 'objects']) {
    const path = join(open.dataDir, folder);
    for (const name of await readdir(path)) await rm(join(path, name), { recursive: true });
  }
}

async function put(key: string, content = key): Promise<void> {
  const bytes = Buffer.from(content);
  const terms = { key, contentType: 'text/plain', sizeBytes: bytes.length };
  expect((await open.bucket.upload(terms, chunksOf(bytes))).code).toBe('stored');
}

async function contentAt(key: string): Promise<string | undefined> {
  const download = await open.bucket.openDownload(key);
  if (download === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of download.read()) chunks.push(chunk);
  await download.close();
  return Buffer.concat(chunks).toString();
}

async function listedKeys(): Promise<string[]> {
  const { items, next } = await open.bucket.store.list('', { limit: 1000 });
  expect(next).toBeUndefined();
  return items.map(({ key }) => key);
}

/** Every file below a folder, whatever its name. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('the files of keys', () => {
  test('are one for each key, within the data folder, and each is found under its key alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyKey, { maxLength: 12 }), async (keys) => {
        await clear();
        for (const key of keys) await put(key);
        expect(await listedKeys()).toEqual([...keys].sort(compareUtf8));
        for (const key of keys) expect(await contentAt(key)).toBe(key);
        const files = [
          ...(await filesBelow(join(open.dataDir, 'bucket'))),
          ...(await filesBelow(join(open.dataDir, 'objects'))),
        ];
        expect(files).toHaveLength(keys.length);
        expect(new Set(await Promise.all(files.map((file) => readFile(file, 'utf8'))))).toEqual(new Set(keys));
      }),
      { numRuns: 60 },
    );
  });

  test('are found under their paths where people put them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(awkwardKey, { maxLength: 12 }), async (paths) => {
        await clear();
        const made: string[] = [];
        for (const path of paths) {
          const names = pathOfKey(path);
          if (names === undefined) continue;
          // A file where another needs a folder cannot be made; nor can a person.
          const isMade = await putFile(open.bucket.folder, path, path).then(
            () => true,
            () => false,
          );
          if (isMade) made.push(path);
        }
        expect(await listedKeys()).toEqual(made.sort(compareUtf8));
        for (const key of made) expect(await contentAt(key)).toBe(key);
      }),
      { numRuns: 60 },
    );
  });

  test('are where a person finds them, unless their keys are no paths', async () => {
    await clear();
    for (const key of ['a/b.txt', '2026-01-01T00:00:00.json', 'trail/', '../up', 'a']) await put(key);
    expect((await filesBelow(open.bucket.folder)).sort(compareUtf8)).toEqual([
      join(open.bucket.folder, '2026-01-01T00:00:00.json'),
      join(open.bucket.folder, 'a/b.txt'),
    ]);
    expect(await readdir(join(open.dataDir, 'objects'))).toHaveLength(3);
  });

  test('of a key and of one below it stand beside each other, whichever came first', async () => {
    for (const keys of [
      ['x', 'x/y', 'x/y/z'],
      ['x/y/z', 'x/y', 'x'],
    ]) {
      await clear();
      for (const key of keys) await put(key);
      expect(await listedKeys()).toEqual(['x', 'x/y', 'x/y/z']);
      for (const key of keys) expect(await contentAt(key)).toBe(key);
    }
  });

  test('stay one for each key when an upload comes again, after its path became free', async () => {
    await clear();
    await put('x/y', 'in the way');
    await put('x', 'first');
    await rm(join(open.bucket.folder, 'x'), { recursive: true });
    await put('x', 'second');
    expect(await readFile(join(open.bucket.folder, 'x'), 'utf8')).toBe('second');
    expect(await readdir(join(open.dataDir, 'objects'))).toEqual([]);
    await rm(join(open.bucket.folder, 'x'));
    expect(await listedKeys()).toEqual([]);
  });

  test('that a person made where an upload may not are replaced by an upload', async () => {
    await clear();
    await writeFile(join(open.bucket.folder, 'CON'), 'a person');
    await put('CON', 'an upload');
    expect(await readFile(join(open.bucket.folder, 'CON'), 'utf8')).toBe('an upload');
    expect(await readdir(join(open.dataDir, 'objects'))).toEqual([]);
  });

  test('whose names are not text have no keys, and hide no others', async () => {
    await clear();
    await put('\ufffd', 'a replacement character is one');
    const name = Buffer.concat([Buffer.from(`${open.bucket.folder}/`), Buffer.from([0xff])]);
    await writeFile(name, 'no text');
    await mkdir(Buffer.concat([name, Buffer.from([0xfe])]));
    expect(await listedKeys()).toEqual(['\ufffd']);
    expect((await lstat(name)).isFile()).toBe(true);
    // Node removes by names that are text.
    execFileSync('find', [open.bucket.folder, '-mindepth', '1', '-delete']);
  });

  test('that lie too deep have no keys', async () => {
    await clear();
    const deep = Array.from({ length: 6 }, () => 'n'.repeat(200)).join('/');
    await putFile(open.bucket.folder, `${deep}/file`, 'x');
    await putFile(open.bucket.folder, 'near', 'x');
    expect(await listedKeys()).toEqual(['near']);
  });

  test.each([1, 7, 1000])('are listed to the end, over both kinds of files, by %i', async (limit) => {
    await clear();
    const keys = Array.from({ length: 40 }, (_, index) => `${index % 2 === 0 ? 'p//' : 'p/'}${index}`);
    for (const key of keys) await put(key);
    const listed: string[] = [];
    let after: string | undefined;
    do {
      const page = await open.bucket.store.list('p/', { limit, after });
      listed.push(...page.items.map(({ key }) => key));
      after = page.next;
    } while (after !== undefined);
    expect(listed).toEqual([...keys].sort(compareUtf8));
  });
});

test('a restart removes what uploads left that were cut off, and files of objects that lost their names', async () => {
  const first = await buckets.openBucket();
  await first.bucket.upload({ key: '../kept', contentType: 'a/b', sizeBytes: 1 }, chunksOf('x'));
  await first.engine.close();
  await writeFile(join(first.dataDir, 'uploads', 'half'), 'half');
  await writeFile(join(first.dataDir, 'objects', 'f'.repeat(64)), 'nameless');
  const again = await buckets.openBucket({ dataDir: first.dataDir });
  expect(await readdir(join(first.dataDir, 'uploads'))).toEqual([]);
  expect(await readdir(join(first.dataDir, 'objects'))).toHaveLength(1);
  expect(await again.bucket.store.head('../kept')).toMatchObject({ sizeBytes: 1, contentType: 'a/b' });
});
