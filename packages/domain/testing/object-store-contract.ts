import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hash } from 'node:crypto';
import type { ObjectStore } from '../src/object/object-store.js';
import type { Instant } from '../src/shared/instant.js';
import { compareUtf8 } from '../src/shared/utf8.js';

/** How a suite gets at an implementation. */
export interface ObjectStoreHarness {
  /** Called once; the store may start here. */
  readonly start?: () => Promise<void>;
  /** Called before each fact: a store of an empty bucket, and how objects get in and out of the bucket behind its back. */
  readonly empty: () => Promise<{
    readonly store: ObjectStore;
    readonly put: (key: string, content: Uint8Array, contentType: string) => Promise<void>;
    readonly remove: (key: string) => Promise<void>;
  }>;
  /** Called once at the end. */
  readonly stop?: () => Promise<void>;
  /** Whether what `signUpload` and `signDownload` return can be sent, and whether the bucket holds uploads to their terms. */
  readonly signed: 'enforced' | 'accepted' | 'none';
}

const keys = [
  'a',
  'a/b',
  'a/b/c',
  'A',
  'é',
  '\uff5e',
  '\u{1f600}',
  ' +%?#&',
  'a%2Fb',
  '/lead',
  'trail/',
  'x//y',
  'n'.repeat(300),
  '\u{1f600}'.repeat(256),
];

/** States what every `ObjectStore` does, whichever bucket it stands on. */
export function describeObjectStore(name: string, harness: ObjectStoreHarness): void {
  describe(`${name} as an ObjectStore`, () => {
    let bucket: Awaited<ReturnType<ObjectStoreHarness['empty']>>;
    beforeAll(async () => harness.start?.());
    beforeEach(async () => {
      bucket = await harness.empty();
    });
    afterAll(async () => harness.stop?.());

    test('tells what an object is now', async () => {
      const content = Buffer.from('hello');
      await bucket.put('greeting.txt', content, 'text/plain');
      expect(await bucket.store.head('greeting.txt')).toMatchObject({
        sizeBytes: 5,
        eTag: hash('md5', content),
        contentType: expect.stringContaining('text/plain') as unknown as string,
        lastModified: expect.stringMatching(/^\d{4}-.*Z$/) as unknown as Instant,
      });
      await bucket.put('greeting.txt', Buffer.from('hi'), 'text/plain');
      expect(await bucket.store.head('greeting.txt')).toMatchObject({ sizeBytes: 2 });
      await bucket.remove('greeting.txt');
      expect(await bucket.store.head('greeting.txt')).toBeUndefined();
    });

    test('has nothing where nothing was put', async () => {
      expect(await bucket.store.head('nothing')).toBeUndefined();
      expect(await bucket.store.list('', { limit: 10 })).toEqual({ items: [] });
    });

    test('finds keys of every kind', async () => {
      for (const [index, key] of keys.entries()) await bucket.put(key, Buffer.from(String(index)), 'text/plain');
      for (const [index, key] of keys.entries())
        expect(await bucket.store.head(key)).toMatchObject({ eTag: hash('md5', String(index)) });
    });

    test.each([1, 3, 1000])('lists keys in the order of UTF-8 bytes, by %i', async (limit) => {
      for (const key of keys) await bucket.put(key, Buffer.from(key), 'text/plain');
      for (const prefix of ['', 'a', 'a/', '\u{1f600}', 'none']) {
        const listed: string[] = [];
        let after: string | undefined;
        do {
          const page = await bucket.store.list(prefix, { limit, after });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          listed.push(...page.items.map(({ key }) => key));
          after = page.next;
        } while (after !== undefined);
        expect(listed).toEqual(keys.filter((key) => key.startsWith(prefix)).sort(compareUtf8));
      }
    });

    test('lists size, eTag and time of an object as a look at it does', async () => {
      await bucket.put('k', Buffer.from('content'), 'text/plain');
      const { items } = await bucket.store.list('', { limit: 1 });
      const { sizeBytes, eTag } = (await bucket.store.head('k'))!;
      expect(items).toEqual([{ key: 'k', sizeBytes, eTag, lastModified: expect.stringMatching(/^\d{4}-.*Z$/) }]);
    });

    if (harness.signed !== 'none') describeSignedRequests(() => bucket.store, harness.signed);
  });
}

function describeSignedRequests(store: () => ObjectStore, signed: 'enforced' | 'accepted'): void {
  const content = Buffer.from('uploaded content');
  const terms = {
    contentType: 'text/x-test',
    sizeBytes: content.length,
    checksumSha256: hash('sha256', content, 'base64'),
  };

  test.each(keys)('uploads and downloads by signed requests under the key %j', async (key) => {
    const upload = await store().signUpload({ key, ...terms });
    expect(upload.method).toBe('PUT');
    const put = await fetch(upload.url, { method: upload.method, headers: { ...upload.headers }, body: content });
    expect(put.status).toBe(200);
    expect(await store().head(key)).toMatchObject({ sizeBytes: content.length, eTag: hash('md5', content) });
    const download = await store().signDownload(key);
    const got = await fetch(download.url, { method: download.method, headers: { ...download.headers } });
    expect(got.status).toBe(200);
    expect(Buffer.from(await got.arrayBuffer())).toEqual(content);
  });

  if (signed === 'enforced') {
    test('stores nothing from an upload that breaks its terms', async () => {
      const broken: [string, Record<string, string>, Uint8Array][] = [
        ['content', {}, Buffer.from('another content!')],
        ['length', {}, Buffer.from('short')],
        ['type', { 'content-type': 'text/html' }, content],
      ];
      for (const [key, headers, body] of broken) {
        const upload = await store().signUpload({ key, ...terms });
        const put = await fetch(upload.url, {
          method: upload.method,
          headers: { ...upload.headers, ...headers },
          body: Buffer.from(body),
        });
        expect(put.status).toBeGreaterThanOrEqual(400);
        expect(put.status).toBeLessThan(500);
        expect(await store().head(key)).toBeUndefined();
      }
    });

    test('refuses a signed request that was altered', async () => {
      const upload = await store().signUpload({ key: 'mine', ...terms });
      const altered = upload.url.replace('mine', 'yours');
      expect(altered).not.toBe(upload.url);
      const put = await fetch(altered, { method: upload.method, headers: { ...upload.headers }, body: content });
      expect(put.status).toBe(403);
      expect(await store().head('yours')).toBeUndefined();
    });
  }
}
