import { compareUtf8 } from '@annals/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keysOfEveryKind } from './objects-contract/keys.js';
import { download, openEmbedded, upload, type EmbeddedSubject } from './support/embedded-subject.js';
import { json } from './support/http-subject.js';

interface ObjectRecord {
  readonly key: string;
  readonly removed: boolean;
  readonly eTag: string;
  readonly checksumSha256: string;
}

let subject: EmbeddedSubject;
beforeAll(async () => {
  subject = await openEmbedded();
  await subject.bucket.watch().started;
});
afterAll(() => subject.close());

const get = async (path: string) => json(await subject.send('GET', path));
const list = async (path: string) => ((await get(path)) as { items: ObjectRecord[] }).items;
const record = async (key: string) => (await get(`/objects/record?key=${encodeURIComponent(key)}`)) as ObjectRecord;
const history = (key: string) => list(`/objects/history?key=${encodeURIComponent(key)}`);

/** Waits until the catalogue says something of a key; the test's own limit ends the wait. */
async function until(key: string, says: Partial<ObjectRecord>): Promise<void> {
  const holds = (found: ObjectRecord) =>
    Object.entries(says).every(([name, value]) => found[name as keyof ObjectRecord] === value);
  while (!holds(await record(key))) await subject.send('GET', '/health');
}

describe('an object on its way through the embedded engine', () => {
  it.each(keysOfEveryKind)(
    'is uploaded, recorded, replaced, and downloaded as it was sent, under the key %j',
    async (key) => {
      const contents = [`first of ${key}`, `second of ${key}, which is longer`];
      for (const text of contents)
        expect((await upload(subject, { key, text, contentType: 'text/x-test' })).status).toBe(200);
      const text = contents[1]!;
      const facts = { eTag: hash('md5', text), checksumSha256: hash('sha256', text, 'base64') };
      expect(await record(key)).toMatchObject({ key, removed: false, contentType: 'text/x-test', ...facts });
      expect((await history(key)).map(({ eTag }) => eTag)).toEqual(contents.map((each) => hash('md5', each)).reverse());
      expect(await (await download(subject, key)).text()).toBe(text);
    },
  );

  it('stands among all others in the order of UTF-8 bytes, in the catalogue and in the bucket', async () => {
    const sorted = [...keysOfEveryKind].sort(compareUtf8);
    for (const path of ['/objects', '/bucket/objects'])
      expect((await list(path)).map(({ key }) => key)).toEqual(sorted);
    expect(await get('/objects?sort=modified&limit=1')).toMatchObject({ items: [{ key: keysOfEveryKind.at(-1) }] });
  });
});

describe('a file in the folder of the bucket', () => {
  it.each(['report.txt', 'folder with space/and + %2F?.txt', 'o\u0308/\u{1f600}', '.hidden/file'])(
    'appears, changes and goes without a request: %j',
    async (key) => {
      const path = join(subject.bucket.folder, key);
      await mkdir(dirname(path), { recursive: true });
      for (const text of ['put here', 'and changed']) {
        await writeFile(path, text);
        await until(key, { removed: false, eTag: hash('md5', text), checksumSha256: hash('sha256', text, 'base64') });
        expect(await (await download(subject, key)).text()).toBe(text);
      }
      await rm(path);
      await until(key, { removed: true });
      expect((await history(key)).map((entry) => (entry as unknown as { eventName: string }).eventName)).toEqual([
        'ObjectRemoved:Delete',
        'ObjectCreated:Put',
        'ObjectCreated:Put',
      ]);
      const [changed] = await list('/objects?sort=modified&limit=1');
      expect(changed).toMatchObject({ key, removed: true });
    },
  );
});
