import { EngineUnavailable, type UploadTerms } from '@annals/domain';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mountSmallDisk } from '../../test/small-disk.js';
import {
  bucketName,
  Buckets,
  chunksOf,
  historyOf,
  livingObjects,
  putFile,
  type OpenBucket,
} from '../../test/buckets.js';

const buckets = new Buckets();
let open: OpenBucket;
beforeEach(async () => {
  open = await buckets.openBucket();
});
afterEach(() => buckets.removeAll());

const content = 'some content';
const terms: UploadTerms = {
  key: 'folder/name.txt',
  contentType: 'text/x-test; charset=utf-8',
  sizeBytes: content.length,
  checksumSha256: hash('sha256', content, 'base64'),
};

async function expectNothing(): Promise<void> {
  expect(await open.bucket.store.head(terms.key)).toBeUndefined();
  expect(await livingObjects(open)).toEqual([]);
  expect(await historyOf(open, terms.key)).toEqual([]);
  for (const folder of ['bucket', 'objects', 'uploads']) expect(await readdir(join(open.dataDir, folder))).toEqual([]);
}

describe('an upload', () => {
  test.each([
    ['a key that is a path', 'folder/name.txt'],
    ['a key that is none', 'folder//name.txt'],
  ])('under %s is stored and recorded when it returns, with the type that was given', async (_, key) => {
    const outcome = await open.bucket.upload({ ...terms, key }, chunksOf('some ', '', 'content'));
    const stored = {
      sizeBytes: content.length,
      eTag: hash('md5', content),
      checksumSha256: terms.checksumSha256,
      contentType: terms.contentType,
      lastModified: expect.stringMatching(/^20\d\d-.*Z$/) as unknown,
    };
    expect(outcome).toEqual({ code: 'stored', content: stored });
    expect(await open.bucket.store.head(key)).toEqual(stored);
    expect(await livingObjects(open)).toEqual([
      expect.objectContaining({
        ...stored,
        bucket: bucketName,
        key,
        eventName: 'ObjectCreated:Put',
        eventSource: 'annals:upload',
      }),
    ]);
    expect(await historyOf(open, key)).toEqual(['ObjectCreated:Put annals:upload']);
    expect(await readdir(join(open.dataDir, 'uploads'))).toEqual([]);
  });

  test('of nothing is an empty object', async () => {
    const outcome = await open.bucket.upload({ key: 'empty', contentType: 'a/b', sizeBytes: 0 }, chunksOf());
    expect(outcome).toMatchObject({
      code: 'stored',
      content: { sizeBytes: 0, eTag: 'd41d8cd98f00b204e9800998ecf8427e' },
    });
    expect(await open.bucket.store.head('empty')).toMatchObject({ sizeBytes: 0 });
  });

  test.each([
    ['is shorter than its terms', terms, 'some conten', 'too-short'],
    ['is longer than its terms', terms, 'some content!', 'too-long'],
    ['has another content', terms, 'same content', 'wrong-checksum'],
    ['has content where there should be none', { ...terms, sizeBytes: 0 }, 'x', 'too-long'],
  ])('that %s is refused, and nothing is stored', async (_, wanted, sent, code) => {
    expect(await open.bucket.upload(wanted, chunksOf(sent))).toEqual({ code });
    await expectNothing();
  });

  test('that is too long is not read to its end', async () => {
    let isEnded = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield await Promise.resolve(Buffer.alloc(1000));
      } finally {
        isEnded = true;
      }
    }
    expect(await open.bucket.upload({ ...terms, sizeBytes: 5000 }, endless())).toEqual({ code: 'too-long' });
    expect(isEnded).toBe(true);
    await expectNothing();
  });

  test('whose sender breaks off leaves nothing, and the sender’s own fault is told', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('some '));
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    }
    await expect(open.bucket.upload(terms, broken())).rejects.toThrow('aborted');
    await expectNothing();
  });

  test('replaces an object only when it is whole', async () => {
    await open.bucket.upload(terms, chunksOf(content));
    const gate = Promise.withResolvers<string>();
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('another');
      yield Buffer.from(await gate.promise);
    }
    const second = open.bucket.upload({ key: terms.key, contentType: 'a/b', sizeBytes: 15 }, slow());
    expect(await readFile(join(open.bucket.folder, terms.key), 'utf8')).toBe(content);
    expect(await open.bucket.store.head(terms.key)).toMatchObject({ contentType: terms.contentType });
    gate.resolve(' content');
    expect(await second).toMatchObject({ code: 'stored' });
    expect(await readFile(join(open.bucket.folder, terms.key), 'utf8')).toBe('another content');
    expect(await historyOf(open, terms.key)).toHaveLength(2);
  });

  test('of the same content again is a change of its own', async () => {
    await open.bucket.upload(terms, chunksOf(content));
    await open.bucket.upload({ ...terms, contentType: 'text/other' }, chunksOf(content));
    expect(await historyOf(open, terms.key)).toHaveLength(2);
    expect(await livingObjects(open)).toMatchObject([{ contentType: 'text/other' }]);
  });

  test('among many under one key leaves one object, which is the one recorded last', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        open.bucket.upload({ key: 'same', contentType: 'a/b', sizeBytes: index + 1 }, chunksOf('x'.repeat(index + 1))),
      ),
    );
    const [recorded] = await livingObjects(open);
    const { sizeBytes, eTag, lastModified } = (await open.bucket.store.head('same'))!;
    expect(recorded).toMatchObject({ sizeBytes, eTag, lastModified });
    expect(await historyOf(open, 'same')).toHaveLength(20);
    expect(await readFile(join(open.bucket.folder, 'same'), 'utf8')).toHaveLength(sizeBytes!);
  });

  test('keeps its type when its file is restored from a copy, and loses it to another content', async () => {
    await open.bucket.upload(terms, chunksOf(content));
    const path = join(open.bucket.folder, terms.key);
    await rm(path);
    await putFile(open.bucket.folder, terms.key, content);
    expect(await open.bucket.store.head(terms.key)).toMatchObject({ contentType: terms.contentType });
    await putFile(open.bucket.folder, terms.key, 'other content');
    expect(await open.bucket.store.head(terms.key)).toMatchObject({ contentType: 'text/plain' });
  });

  test('keeps its type over a restart', async () => {
    await open.bucket.upload(terms, chunksOf(content));
    await open.engine.close();
    const again = await buckets.openBucket({ dataDir: open.dataDir });
    expect(await again.bucket.store.head(terms.key)).toMatchObject({ contentType: terms.contentType });
  });

  test('cannot be stored where its folder is gone, and the fault says that the folder is unavailable', async () => {
    await rm(join(open.dataDir, 'uploads'), { recursive: true });
    const outcome = open.bucket.upload(terms, chunksOf(content));
    await expect(outcome).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(outcome).rejects.toMatchObject({ engine: 'folder', cause: { code: 'ENOENT' } });
  });
});

test('an upload that does not fit on the disk fails, leaves nothing, and can be made again when there is room', async () => {
  const disk = mountSmallDisk(4096);
  if ('reason' in disk) {
    process.stderr.write(`an upload that does not fit: skipped, ${disk.reason}\n`);
    expect(disk.reason).not.toBe('');
    return;
  }
  try {
    const { bucket, engine } = await buckets.openBucket({ dataDir: join(disk.path, 'data') });
    const large = { key: 'large', contentType: 'a/b', sizeBytes: 8 * 1024 * 1024 };
    const chunks = Array.from({ length: 128 }, () => Buffer.alloc(65_536));
    const outcome = bucket.upload(large, chunksOf(...chunks));
    await expect(outcome).rejects.toMatchObject({ engine: 'folder', cause: { code: 'ENOSPC' } });
    expect(await bucket.store.head('large')).toBeUndefined();
    expect(await readdir(join(disk.path, 'data', 'uploads'))).toEqual([]);
    expect(await bucket.upload({ ...large, sizeBytes: 65_536 }, chunksOf(chunks[0]!))).toMatchObject({
      code: 'stored',
    });
    await engine.close();
  } finally {
    disk.remove();
  }
});

test('changes of a key are in order when the clock is set back', async () => {
  let micros = Date.UTC(2030, 0) * 1000;
  const { bucket, engine } = await buckets.openBucket({ clock: { nowMicros: () => micros } });
  for (const sizeBytes of [1, 2, 3]) {
    await bucket.upload({ key: 'k', contentType: 'a/b', sizeBytes }, chunksOf('x'.repeat(sizeBytes)));
    micros -= 3_600_000_000;
  }
  expect(await engine.objectRecords.findCurrent({ bucket: bucketName, key: 'k' })).toMatchObject({ sizeBytes: 3 });
  const { items } = await engine.objectRecords.listHistory({ bucket: bucketName, key: 'k' }, { limit: 10 });
  expect(items.map(({ sizeBytes }) => sizeBytes)).toEqual([3, 2, 1]);
});
