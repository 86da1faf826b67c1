import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hash } from 'node:crypto';
import { cp, mkdir, open as openFile, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bucketName,
  Buckets,
  chunksOf,
  historyOf,
  livingKeys,
  livingObjects,
  putFile,
  until,
  type OpenBucket,
} from '../../test/buckets.js';
import type { FolderWatch } from './folder-watch.js';

const buckets = new Buckets();
let open: OpenBucket;
let watch: FolderWatch;

beforeEach(async () => {
  open = await buckets.openBucket();
  watch = open.bucket.watch();
  await watch.started;
});
afterEach(async () => {
  await buckets.removeAll();
  expect(open.faults).toEqual([]);
});

const at = (path: string): string => join(open.bucket.folder, path);

/** Waits until the catalogue's living objects are just these, and nothing more is under way. */
async function untilLiving(...keys: string[]): Promise<void> {
  await until(async () => (await livingKeys(open)).join('\n') === keys.join('\n'));
  await watch.caughtUp();
  expect(await livingKeys(open)).toEqual(keys);
}

describe('a watched folder', () => {
  test('has a file recorded that is copied into it, with all that can be told of it', async () => {
    await putFile(open.bucket.folder, 'a/b.json', '{}');
    await untilLiving('a/b.json');
    expect(await livingObjects(open)).toEqual([
      {
        bucket: bucketName,
        key: 'a/b.json',
        removed: false,
        sizeBytes: 2,
        eTag: hash('md5', '{}'),
        checksumSha256: hash('sha256', '{}', 'base64'),
        contentType: 'application/json',
        lastModified: (await open.bucket.store.head('a/b.json'))!.lastModified,
        eventName: 'ObjectCreated:Put',
        eventSource: 'annals:folder',
        eventTime: expect.stringMatching(/Z$/) as unknown,
        recordedAt: expect.stringMatching(/Z$/) as unknown,
        sequencer: expect.stringMatching(/^[0-9A-F]{64}$/) as unknown,
      },
    ]);
    expect(await historyOf(open, 'a/b.json')).toEqual(['ObjectCreated:Put annals:folder']);
  });

  test('has a file recorded again that is overwritten, also with the same content', async () => {
    await putFile(open.bucket.folder, 'k', 'first');
    await untilLiving('k');
    await writeFile(at('k'), 'other');
    await until(async () => (await historyOf(open, 'k')).length === 2);
    await writeFile(at('k'), 'other');
    await until(async () => (await historyOf(open, 'k')).length === 3);
    expect(await livingObjects(open)).toMatchObject([{ eTag: hash('md5', 'other') }]);
  });

  test('has a tombstone recorded for a file that is removed', async () => {
    await putFile(open.bucket.folder, 'k', 'x');
    await untilLiving('k');
    await rm(at('k'));
    await untilLiving();
    expect(await open.engine.objectRecords.findCurrent({ bucket: bucketName, key: 'k' })).toMatchObject({
      removed: true,
      eventName: 'ObjectRemoved:Delete',
      eventSource: 'annals:folder',
    });
    expect(await historyOf(open, 'k')).toEqual([
      'ObjectCreated:Put annals:folder',
      'ObjectRemoved:Delete annals:folder',
    ]);
  });

  test('has files recorded that are moved in, about and out', async () => {
    const elsewhere = await buckets.make();
    await putFile(elsewhere, 'old.txt', 'old');
    const longAgo = new Date('2001-01-01T00:00:00Z');
    await utimes(join(elsewhere, 'old.txt'), longAgo, longAgo);
    await rename(join(elsewhere, 'old.txt'), at('in.txt'));
    await untilLiving('in.txt');
    expect(await livingObjects(open)).toMatchObject([{ lastModified: '2001-01-01T00:00:00.000000000Z' }]);
    await rename(at('in.txt'), at('about.txt'));
    await untilLiving('about.txt');
    await rename(at('about.txt'), join(elsewhere, 'out.txt'));
    await untilLiving();
  });

  test('has whole folders recorded that are copied in, renamed and removed', async () => {
    const elsewhere = await buckets.make();
    for (const path of ['1', 'd/2', 'd/e/3', 'd/e/f/4']) await putFile(elsewhere, path, path);
    await cp(elsewhere, at('tree'), { recursive: true });
    await untilLiving('tree/1', 'tree/d/2', 'tree/d/e/3', 'tree/d/e/f/4');
    await rename(at('tree/d'), at('tree/moved'));
    await untilLiving('tree/1', 'tree/moved/2', 'tree/moved/e/3', 'tree/moved/e/f/4');
    await rename(at('tree'), join(elsewhere, 'out'));
    await untilLiving();
    await rename(join(elsewhere, 'out'), at('in'));
    await untilLiving('in/1', 'in/moved/2', 'in/moved/e/3', 'in/moved/e/f/4');
    await rm(at('in/moved'), { recursive: true });
    await untilLiving('in/1');
  });

  test('has a file recorded whose folder takes its name, and the other way round', async () => {
    await putFile(open.bucket.folder, 'x', 'file');
    await untilLiving('x');
    await rm(at('x'));
    await putFile(open.bucket.folder, 'x/y', 'below');
    await untilLiving('x/y');
    await putFile(open.bucket.folder, 'x/later', 'also watched');
    await untilLiving('x/later', 'x/y');
    await rm(at('x'), { recursive: true });
    await putFile(open.bucket.folder, 'x', 'file');
    await untilLiving('x');
  });

  test('has nothing recorded of links, empty folders and what is behind links', async () => {
    const outside = await buckets.make();
    await putFile(outside, 'secret', 'x');
    await symlink(join(outside, 'secret'), at('link'));
    await symlink(outside, at('folder'));
    await mkdir(at('empty'));
    await putFile(open.bucket.folder, 'real', 'x');
    await untilLiving('real');
    await writeFile(join(outside, 'secret'), 'changed');
    await putFile(open.bucket.folder, 'real', 'changed');
    await until(async () => (await historyOf(open, 'real')).length === 2);
    await untilLiving('real');
    expect(await historyOf(open, 'link')).toEqual([]);
    expect(await historyOf(open, 'folder/secret')).toEqual([]);
  });

  test('has an object recorded as removed whose file a link replaces', async () => {
    await putFile(open.bucket.folder, 'k', 'x');
    await putFile(open.bucket.folder, 'other', 'x');
    await untilLiving('k', 'other');
    await symlink('other', at('new'));
    await rename(at('new'), at('k'));
    await untilLiving('other');
  });

  test('has uploads recorded once, by themselves', async () => {
    for (const key of ['a/b', 'a', 'c//d'])
      await open.bucket.upload({ key, contentType: 'x/y', sizeBytes: 1 }, chunksOf('x'));
    await putFile(open.bucket.folder, 'later', 'x');
    await untilLiving('a', 'a/b', 'c//d', 'later');
    for (const key of ['a/b', 'a', 'c//d'])
      expect(await historyOf(open, key)).toEqual(['ObjectCreated:Put annals:upload']);
  });

  test('has an uploaded object recorded as replaced by a file that takes its path later', async () => {
    await open.bucket.upload({ key: 'x/y', contentType: 'a/b', sizeBytes: 1 }, chunksOf('1'));
    await open.bucket.upload({ key: 'x', contentType: 'a/b', sizeBytes: 2 }, chunksOf('22'));
    await rm(at('x'), { recursive: true });
    await untilLiving('x');
    await writeFile(at('x'), '333');
    await until(async () => (await livingObjects(open))[0]?.sizeBytes === 3);
    await rm(at('x'));
    await untilLiving();
    expect(await open.bucket.store.head('x')).toBeUndefined();
  });

  test('has files of every name recorded under it', async () => {
    const names = [
      ' ',
      'a\nb',
      'back\\slash',
      'CON',
      'é',
      'e\u0301',
      '\u{1f600}',
      '%2F',
      'backup~',
      '.file.swp',
      '.hidden',
      '#x',
      '*',
      '[a]',
      '{a,b}',
      '!a',
    ];
    for (const name of names) await putFile(open.bucket.folder, `folder ${name}/${name}`, name);
    await until(async () => (await livingObjects(open)).length === names.length);
    const sizes = new Map((await livingObjects(open)).map(({ key, sizeBytes }) => [key, sizeBytes]));
    expect(sizes).toEqual(new Map(names.map((name) => [`folder ${name}/${name}`, Buffer.byteLength(name)])));
  });
});

describe('a file that is being written', () => {
  test('is recorded when it is whole, however long its writer pauses', async () => {
    const writer = await openFile(at('slow'), 'w');
    await writer.write('first half, ');
    // Others that were put there later are recorded meanwhile: the writer pauses for longer than a file has to be quiet.
    for (const key of ['1', '2', '3']) {
      await putFile(open.bucket.folder, key, key);
      await until(async () => (await livingKeys(open)).includes(key));
    }
    expect(await livingKeys(open)).toEqual(['1', '2', '3']);
    await writer.write('second half');
    await writer.close();
    await untilLiving('1', '2', '3', 'slow');
    expect(await historyOf(open, 'slow')).toHaveLength(1);
    expect(await livingObjects(open)).toContainEqual(
      expect.objectContaining({ key: 'slow', eTag: hash('md5', 'first half, second half') }),
    );
  });

  test('by another program is recorded when that has ended', async () => {
    const script = `const fs = require('node:fs'); const file = fs.openSync(process.argv[1], 'w');
      process.stdin.on('data', (chunk) => { fs.writeSync(file, chunk); process.stdout.write('.'); });
      process.stdin.on('end', () => fs.closeSync(file));`;
    const program = spawn(process.execPath, ['-e', script, at('slow')], { stdio: ['pipe', 'pipe', 'inherit'] });
    program.stdin.write('first half, ');
    await once(program.stdout, 'data');
    await putFile(open.bucket.folder, 'other', 'x');
    await until(async () => (await livingKeys(open)).includes('other'));
    expect(await livingKeys(open)).toEqual(['other']);
    program.stdin.end('second half');
    await once(program, 'exit');
    await untilLiving('other', 'slow');
    expect(await historyOf(open, 'slow')).toHaveLength(1);
    expect(await readFile(at('slow'), 'utf8')).toBe('first half, second half');
  });

  test('is no object yet, or still the one that it was, in looks, lists and downloads', async () => {
    await putFile(open.bucket.folder, 'old', 'old content');
    await untilLiving('old');
    const before = await open.bucket.store.head('old');
    const writers = [await openFile(at('old'), 'r+'), await openFile(at('new'), 'w')];
    for (const writer of writers) await writer.write('half');
    await putFile(open.bucket.folder, 'whole', 'x');
    await until(async () => (await livingKeys(open)).includes('whole'));
    expect(await open.bucket.store.head('old')).toEqual(before);
    expect(await open.bucket.store.head('new')).toBeUndefined();
    expect((await open.bucket.store.list('', { limit: 10 })).items.map(({ key }) => key)).toEqual(['old', 'whole']);
    expect(await open.bucket.openDownload('new')).toBeUndefined();
    await expect(open.bucket.openDownload('old')).rejects.toMatchObject({ engine: 'folder' });
    for (const writer of writers) await writer.close();
    await untilLiving('new', 'old', 'whole');
    expect(await open.bucket.store.head('old')).toMatchObject({ eTag: hash('md5', 'halfcontent') });
  });
});
