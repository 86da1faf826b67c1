import { compareUtf8 } from '@annals/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, postJson, type HttpSubject, type SentAnswer } from '../support/http-subject.js';
import type { ObjectHarness, SeededObject } from '../support/object-subject.js';
import { nextOf } from '../support/list-link.js';

/** Keys that gateways, proxies, file systems and forms are known to change. */
export const keysOfEveryKind = [
  'plain.txt',
  'with space',
  'a+b',
  'a%20b',
  'a%2Fb',
  '100%',
  '%',
  'what?',
  'x#y',
  'p&q=r',
  '"quoted" \\ back',
  'semi;colon,comma',
  '/leading',
  '//leading',
  'trailing/',
  'double//slash',
  '/',
  '.',
  '..',
  '../up',
  'a',
  'a/b',
  'a/b/c',
  'A',
  'e\u0301',
  '\u00e9',
  '\u{1f600}',
  '\uff5e',
  'tab\tnew\nline',
  'con',
  '__proto__',
  'record',
  'n'.repeat(300),
  'k'.repeat(1024),
  '\u{1f4a9}'.repeat(256),
] as const;

const objects: readonly SeededObject[] = keysOfEveryKind.map((key, index) => ({
  key,
  text: `content ${index}`,
  contentType: 'text/x-test',
}));
const inOrder = [...keysOfEveryKind].sort(compareUtf8);
const named = (key: string) => `key=${encodeURIComponent(key)}`;

interface Keyed {
  readonly items: readonly { readonly key: string }[];
}

function keysOf(answer: SentAnswer): readonly string[] {
  expect(answer.status).toBe(200);
  return (json(answer) as Keyed).items.map(({ key }) => key);
}

/** Keys of every kind, through every address that takes or gives one. */
export function describeKeys(harness: ObjectHarness): void {
  describe('keys of every kind', () => {
    let subject: HttpSubject;
    const get = (path: string) => subject.send('GET', path);
    beforeAll(async () => {
      subject = await harness.open({ objects });
      const answer = await postJson(subject.send, '/reconciliations', {});
      expect(json(answer)).toEqual({ examined: objects.length, findings: expect.any(Array) });
    });
    afterAll(() => subject.close());

    it.each(['/objects', '/bucket/objects'])('stand in %s in the order of UTF-8 bytes', async (path) => {
      expect(keysOf(await get(path))).toEqual(inOrder);
    });

    it.each(['/objects', '/bucket/objects'])('lead from page to page of %s', async (path) => {
      const seen: string[] = [];
      let next: string | undefined = `${path}?limit=3`;
      while (next !== undefined) {
        const answer: SentAnswer = await get(next);
        seen.push(...keysOf(answer));
        next = nextOf(answer, next);
      }
      expect(seen).toEqual(inOrder);
    });

    it.each(keysOfEveryKind)('are each a prefix: %j', async (key) => {
      const expected = inOrder.filter((other) => other.startsWith(key));
      for (const path of ['/objects', '/bucket/objects'])
        expect(keysOf(await get(`${path}?prefix=${encodeURIComponent(key)}`))).toEqual(expected);
    });

    it.each(keysOfEveryKind)('are each found, with a history, and can be downloaded: %j', async (key) => {
      const record = await get(`/objects/record?${named(key)}`);
      const { text } = objects.find((object) => object.key === key)!;
      expect(json(record)).toMatchObject({ bucket: harness.bucket, key, removed: false, sizeBytes: text.length });
      expect(new Set(keysOf(await get(`/objects/history?${named(key)}`)))).toEqual(new Set([key]));
      const download = await postJson(subject.send, '/objects/downloads', { key });
      expect([download.status, json(download)]).toMatchObject([201, { method: 'GET', headers: {} }]);
    });

    it('take a plus sign in a query for a space, as forms do', async () => {
      expect(json(await get('/objects/record?key=with+space'))).toMatchObject({ key: 'with space' });
    });
  });
}
