import type { ObjectState } from '@annals/domain';
import { objectState, secondsIn2026, tombstone } from '@annals/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, problem, type HttpSubject, type SentAnswer } from '../support/http-subject.js';
import { nextOf } from '../support/list-link.js';
import type { ObjectHarness } from '../support/object-subject.js';

interface List {
  readonly items: readonly { readonly key: string; readonly removed: boolean }[];
  readonly nextCursor?: string;
}

function list(answer: SentAnswer): List {
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  return json(answer) as List;
}

const ndjson = { accept: 'application/x-ndjson' };
const count = 250;
const name = (index: number) => `${index % 2 === 0 ? 'even' : 'odd'}/${String(index).padStart(3, '0')}`;
/** Of every ten objects the last was removed; each changed a second after the one before it. */
const isRemoved = (index: number) => index % 10 === 9;

function states(bucket: string): ObjectState[] {
  return Array.from({ length: count }, (_, index) => {
    const fact = { bucket, key: name(index), eventTime: secondsIn2026(index) };
    return isRemoved(index) ? tombstone(fact) : objectState(fact);
  });
}

const indexes = Array.from({ length: count }, (_, index) => index);
const living = indexes
  .filter((index) => !isRemoved(index))
  .map(name)
  .sort();
const newestFirst = indexes.map(name).reverse();

/** `GET /objects`. */
export function describeListObjects(harness: ObjectHarness): void {
  describe('listing objects', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open({ states: states(harness.bucket) });
    });
    afterAll(() => subject.close());

    const get = (path: string, headers: Record<string, string> = {}) => subject.send('GET', path, { headers });
    const keys = async (path: string) => list(await get(path)).items.map(({ key }) => key);
    const pages = async (path: string) => {
      const seen: string[] = [];
      let next: string | undefined = path;
      while (next !== undefined) {
        const answer: SentAnswer = await get(next);
        const { items, nextCursor } = list(answer);
        seen.push(...items.map(({ key }) => key));
        next = nextOf(answer, next);
        const cursor = next === undefined ? undefined : new URL(next, 'http://localhost').searchParams.get('cursor');
        expect(cursor ?? undefined).toBe(nextCursor);
      }
      return seen;
    };

    it('gives the first hundred living objects by key, unless asked otherwise', async () => {
      expect(await keys('/objects')).toEqual(living.slice(0, 100));
      expect(await keys('/objects?limit=2')).toEqual(living.slice(0, 2));
      expect(await keys(`/objects?limit=1000&bucket=${harness.bucket}`)).toEqual(living);
    });

    it('gives those under a prefix', async () => {
      expect(await keys('/objects?limit=1000&prefix=odd%2F')).toEqual(living.filter((key) => key.startsWith('odd/')));
      expect(await keys('/objects?limit=1000&prefix=')).toEqual(living);
      expect(await keys('/objects?prefix=none')).toEqual([]);
    });

    it.each(['/objects', '/objects?limit=7', '/objects?prefix=even%2F&limit=9'])(
      'leads through %s page by page, by Link and by cursor alike',
      async (path) => {
        const prefix = path.includes('even') ? 'even/' : '';
        expect(await pages(path)).toEqual(living.filter((key) => key.startsWith(prefix)));
      },
    );

    it('gives what changed last first, removed objects among it and marked', async () => {
      expect(await keys('/objects?sort=modified&limit=1000')).toEqual(newestFirst);
      const { items } = list(await get('/objects?sort=modified&limit=12'));
      expect(items.map(({ removed }) => removed)).toEqual(indexes.map(isRemoved).reverse().slice(0, 12));
    });

    it.each(['/objects?sort=modified', '/objects?sort=modified&limit=11'])(
      'leads through %s page by page, by Link and by cursor alike',
      async (path) => {
        expect(await pages(path)).toEqual(newestFirst);
      },
    );

    it('bounds the last change: from inclusive, to exclusive', async () => {
      const range = (from: number, to: number) => `from=${secondsIn2026(from)}&to=${secondsIn2026(to)}`;
      expect(await keys(`/objects?sort=modified&${range(10, 15)}`)).toEqual(newestFirst.slice(-15, -10));
      expect(await keys(`/objects?sort=modified&${range(10, 10)}`)).toEqual([]);
      expect(await keys(`/objects?sort=modified&from=2026-01-01T01:04:09%2B01:00`)).toEqual([name(249)]);
    });

    it('gives one object a line to the end of the list where that is preferred', async () => {
      for (const [path, expected] of [
        ['/objects?limit=7', living],
        ['/objects?sort=modified', newestFirst],
      ] as const) {
        const answer = await get(path, ndjson);
        expect([answer.status, answer.headers['content-type'], answer.headers.vary]).toEqual([
          200,
          'application/x-ndjson; charset=utf-8',
          'Accept',
        ]);
        const lines = answer.body.split('\n');
        expect(lines.pop()).toBe('');
        expect(lines.map((line) => (JSON.parse(line) as { key: string }).key)).toEqual(expected);
      }
    });

    it.each([
      ['limit=0', 'limit'],
      ['limit=1001', 'limit'],
      ['limit=ten', 'limit'],
      ['limit=10&limit=10', 'limit'],
      [`prefix=${'x'.repeat(1025)}`, 'prefix'],
      ['prefix=a&prefix=b', 'prefix'],
      ['sort=key', 'sort'],
      ['sort=', 'sort'],
      ['sort=modified&prefix=a', 'prefix'],
      ['from=2026-01-01T00:00:00Z', 'from'],
      ['to=2026-01-01T00:00:00Z', 'to'],
      ['sort=modified&from=yesterday', 'from'],
      ['sort=modified&to=2026-02-30T00:00:00Z', 'to'],
      ['sort=modified&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'to'],
      ['offset=10', 'offset'],
      ['key=a', 'key'],
      ['__proto__=1', '__proto__'],
      ['cursor=', 'cursor'],
      ['cursor=garbage', 'cursor'],
      ['sort=modified&cursor=garbage', 'cursor'],
    ])('answers 400 to %.40s, naming the parameter', async (query, parameter) => {
      for (const headers of [{}, ndjson])
        expect(problem(await get(`/objects?${query}`, headers))).toMatchObject({
          status: 400,
          type: '/problems/bad-parameter',
          parameter,
        });
    });

    it('answers 400 to a cursor of another list', async () => {
      const byKey = list(await get('/objects?limit=1&prefix=odd')).nextCursor!;
      const byChange = list(await get('/objects?limit=1&sort=modified')).nextCursor!;
      for (const query of [
        `cursor=${byKey}`,
        `prefix=even&cursor=${byKey}`,
        `sort=modified&cursor=${byKey}`,
        `cursor=${byChange}`,
        `sort=modified&from=${secondsIn2026(0)}&cursor=${byChange}`,
        `prefix=odd&cursor=${byKey.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))}`,
      ])
        expect(problem(await get(`/objects?${query}`))).toMatchObject({ status: 400, parameter: 'cursor' });
      expect(await keys(`/objects?limit=1&prefix=odd&cursor=${byKey}`)).toEqual(['odd/003']);
    });

    it('answers 404 to the name of another bucket', async () => {
      for (const query of ['bucket=another-bucket', 'bucket=', 'sort=modified&bucket=another-bucket'])
        expect(problem(await get(`/objects?${query}`))).toMatchObject({ status: 404, type: '/problems/not-found' });
    });

    it('repeats the filters in Link, whatever stands before the path', async () => {
      const path = `/objects?limit=1&prefix=odd%2F&bucket=${harness.bucket}`;
      const next = new URL(nextOf(await get(path), `/stage${path}`)!, 'http://localhost');
      expect(next.pathname).toBe('/stage/objects');
      expect(Object.fromEntries(next.searchParams)).toEqual({
        bucket: harness.bucket,
        prefix: 'odd/',
        limit: '1',
        cursor: expect.stringMatching(/^[A-Za-z0-9._-]+$/),
      });
    });
  });

  describe('listing the bucket itself', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      const states = [objectState({ bucket: harness.bucket, key: 'only-recorded' })];
      const objects = ['a/1', 'a/2', 'b'].map((key) => ({ key, text: key, contentType: 'text/plain' }));
      subject = await harness.open({ states, objects });
    });
    afterAll(() => subject.close());

    const get = (path: string) => subject.send('GET', path);

    it('shows what is there, whatever the catalogue says', async () => {
      expect(json(await get('/bucket/objects'))).toEqual({
        items: ['a/1', 'a/2', 'b'].map((key) => ({
          key,
          sizeBytes: key.length,
          eTag: expect.stringMatching(/^[0-9a-f]{32}$/),
          lastModified: expect.stringMatching(/^20\d\d-.*Z$/),
        })),
      });
      expect(json(await get('/bucket/objects?prefix=a%2F&limit=1'))).toMatchObject({ items: [{ key: 'a/1' }] });
    });

    it.each([
      ['bucket=main-bucket', 'bucket'],
      ['sort=modified', 'sort'],
      [`prefix=${'\u00e9'.repeat(513)}`, 'prefix'],
      ['limit=0', 'limit'],
      ['cursor=garbage', 'cursor'],
    ])('answers 400 to %.40s, naming the parameter', async (query, parameter) => {
      expect(problem(await get(`/bucket/objects?${encodeURI(query)}`))).toMatchObject({ status: 400, parameter });
    });

    it('answers 400 to a cursor of another prefix', async () => {
      const { nextCursor } = list(await get('/bucket/objects?prefix=a%2F&limit=1'));
      for (const query of ['', '&prefix=a'])
        expect(problem(await get(`/bucket/objects?cursor=${nextCursor!}${query}`))).toMatchObject({ status: 400 });
      expect(problem(await get(`/objects?prefix=a%2F&cursor=${nextCursor!}`))).toMatchObject({ status: 400 });
      const rest = await get(`/bucket/objects?prefix=a%2F&cursor=${nextCursor!}`);
      expect(list(rest).items.map(({ key }) => key)).toEqual(['a/2']);
    });
  });
}
