import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  json,
  postJson,
  problem,
  type HttpHarness,
  type HttpSubject,
  type SentAnswer,
} from '../support/http-subject.js';
import { nextOf } from '../support/list-link.js';

interface List {
  readonly items: readonly { readonly id: string; readonly time: string }[];
  readonly nextCursor?: string;
}

function list(answer: SentAnswer): List {
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  return json(answer) as List;
}

function idsOf(answer: SentAnswer): readonly string[] {
  return list(answer).items.map(({ id }) => id);
}

const ndjson = { accept: 'application/x-ndjson' };

/** `GET /events`. */
export function describeListEvents(harness: HttpHarness): void {
  describe('listing events', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open();
      const batch = Array.from({ length: 250 }, (_, index) => ({
        id: `e${String(index).padStart(3, '0')}`,
        source: index % 2 === 0 ? '/even' : '/odd?a=b&c=d',
        type: `type.${index % 5}`,
        subject: index % 10 === 0 ? 'tenth & more' : 'other',
        time: new Date(Date.UTC(2025, 0, 1, 0, index)).toISOString(),
        payload: index,
      }));
      await postJson(subject.send, '/events/batch', batch);
    });
    afterAll(() => subject.close());

    const get = (path: string, headers: Record<string, string> = {}) => subject.send('GET', path, { headers });
    const all = (test: (index: number) => boolean) =>
      Array.from({ length: 250 }, (_, index) => index)
        .filter(test)
        .map((index) => `e${String(index).padStart(3, '0')}`);

    it('gives the newest 100 first, unless asked otherwise', async () => {
      expect(idsOf(await get('/events'))).toEqual(all((index) => index >= 150).reverse());
      expect(idsOf(await get('/events?order=desc&limit=2'))).toEqual(['e249', 'e248']);
      expect(idsOf(await get('/events?order=asc&limit=2'))).toEqual(['e000', 'e001']);
    });

    it.each([
      ['type=type.3', (index: number) => index % 5 === 3],
      ['source=%2Feven', (index: number) => index % 2 === 0],
      ['source=%2Fodd%3Fa%3Db%26c%3Dd', (index: number) => index % 2 === 1],
      ['subject=tenth+%26+more', (index: number) => index % 10 === 0],
      ['subject=tenth%20%26%20more&source=/even&type=type.0', (index: number) => index % 10 === 0],
      ['from=2025-01-01T00:10:00Z&to=2025-01-01T00:20:00Z', (index: number) => index >= 10 && index < 20],
      ['from=2025-01-01T01:10:00%2B01:00&to=2025-01-01T00:12:00Z', (index: number) => index >= 10 && index < 12],
      ['from=2025-01-01T00:10:00Z&to=2025-01-01T00:10:00Z', () => false],
      ['type=unheard.of', () => false],
    ])('takes the filter %s', async (filter, test) => {
      expect(idsOf(await get(`/events?order=asc&limit=1000&${filter}`))).toEqual(all(test));
    });

    it.each(['', '?limit=7&order=asc', '?type=type.1&limit=3', '?source=%2Fodd%3Fa%3Db%26c%3Dd&limit=9'])(
      'leads through /events%s page by page, by Link and by cursor alike',
      async (query) => {
        const limit = Number(/limit=(\d+)/.exec(query)?.[1] ?? 100);
        const seen: string[] = [];
        let path: string | undefined = `/events${query}`;
        while (path !== undefined) {
          const answer: SentAnswer = await get(path);
          const { items, nextCursor } = list(answer);
          expect(items.length).toBeLessThanOrEqual(limit);
          seen.push(...items.map(({ id }) => id));
          path = nextOf(answer, path);
          const cursor = path === undefined ? undefined : new URL(path, 'http://localhost').searchParams.get('cursor');
          expect(cursor ?? undefined).toBe(nextCursor);
        }
        const whole = idsOf(await get(`/events?${query.slice(1).replace(/limit=\d+/, '')}&limit=1000`));
        expect(seen).toEqual(whole);
      },
    );

    it('writes Link so that the other parameters and a prefix in front of the path survive', async () => {
      const path = '/events?limit=1&type=type.1&source=/odd%3Fa=b%26c=d&subject=other';
      const next = new URL(nextOf(await get(path), `/stage${path}`)!, 'http://localhost');
      expect(next.pathname).toBe('/stage/events');
      expect(Object.fromEntries(next.searchParams)).toEqual({
        limit: '1',
        type: 'type.1',
        source: '/odd?a=b&c=d',
        subject: 'other',
        cursor: expect.stringMatching(/^[A-Za-z0-9._-]+$/),
      });
    });

    it('takes another limit with the same cursor', async () => {
      const { nextCursor } = list(await get('/events?limit=3'));
      expect(idsOf(await get(`/events?limit=2&cursor=${nextCursor}`))).toEqual(['e246', 'e245']);
    });

    it.each([
      ['limit=0', 'limit'],
      ['limit=1001', 'limit'],
      ['limit=-1', 'limit'],
      ['limit=1.5', 'limit'],
      ['limit=1e2', 'limit'],
      ['limit=ten', 'limit'],
      ['limit=', 'limit'],
      ['limit=10&limit=10', 'limit'],
      ['from=yesterday', 'from'],
      ['from=2025-01-01', 'from'],
      ['from=2025-02-30T00:00:00Z', 'from'],
      ['to=2025-01-01T00:00:00', 'to'],
      ['from=2025-01-02T00:00:00Z&to=2025-01-01T00:00:00Z', 'to'],
      ['order=newest', 'order'],
      ['order=', 'order'],
      ['type=', 'type'],
      ['source=no%20spaces', 'source'],
      ['subject=%00', 'subject'],
      // A REST API's gateway decodes the query, and makes a character of what is none.
      ...(harness.transport === 'rest-api' ? [] : [['subject=%ff', 'subject'] as const]),
      ['offset=10', 'offset'],
      ['Limit=10', 'Limit'],
      ['__proto__=1', '__proto__'],
      ['limit[]=1', 'limit[]'],
      ['cursor=', 'cursor'],
      ['cursor=garbage', 'cursor'],
    ])('answers 400 to %s, naming the parameter', async (query, parameter) => {
      const answer = await get(`/events?${query}`);
      expect([answer.status, problem(answer)]).toMatchObject([400, { type: '/problems/bad-parameter', parameter }]);
      expect((await get(`/events?${query}`, ndjson)).status).toBe(400);
    });

    it('answers 400 to a cursor of another query, and to one that was altered', async () => {
      const cursor = list(await get('/events?limit=1&type=type.1')).nextCursor!;
      const altered = cursor.replace(/\d(?=\.)/, (digit) => String((Number(digit) + 1) % 10));
      for (const query of [
        `cursor=${cursor}`,
        `type=type.2&cursor=${cursor}`,
        `type=type.1&order=asc&cursor=${cursor}`,
        `type=type.1&cursor=${altered}`,
      ])
        expect(problem(await get(`/events?${query}`))).toMatchObject({ status: 400, parameter: 'cursor' });
      expect((await get(`/events?type=type.1&cursor=${cursor}`)).status).toBe(200);
    });

    it('gives a page as a batch of CloudEvents where that is preferred', async () => {
      const answer = await get('/events?limit=2', { accept: 'application/cloudevents-batch+json' });
      expect(answer.headers['content-type']).toBe('application/cloudevents-batch+json; charset=utf-8');
      expect(answer.headers.vary).toBe('Accept');
      expect(json(answer)).toMatchObject([{ specversion: '1.0', id: 'e249', data: 249 }, { id: 'e248' }]);
      const next = await get(nextOf(answer, '/events')!, { accept: 'application/cloudevents-batch+json' });
      expect(json(next)).toMatchObject([{ id: 'e247' }, { id: 'e246' }]);
    });

    it('gives one event a line to the end of the range where that is preferred', async () => {
      for (const query of ['order=asc', 'order=asc&limit=7']) {
        const answer = await get(`/events?${query}&source=/even`, ndjson);
        expect([answer.status, answer.headers['content-type'], answer.headers.vary]).toEqual([
          200,
          'application/x-ndjson; charset=utf-8',
          'Accept',
        ]);
        const ids = answer.body
          .split('\n')
          .slice(0, -1)
          .map((line) => (JSON.parse(line) as { id: string }).id);
        expect(ids).toEqual(all((index) => index % 2 === 0));
        expect(answer.body.endsWith('\n')).toBe(true);
      }
    });

    it('answers HEAD for lines with the header alone', async () => {
      const answer = await subject.send('HEAD', '/events', { headers: ndjson });
      expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
        200,
        'application/x-ndjson; charset=utf-8',
        '',
      ]);
    });

    it('gives no lines where there are no events', async () => {
      const answer = await get('/events?type=unheard.of', ndjson);
      expect([answer.status, answer.body]).toEqual([200, '']);
    });

    it('starts its lines after a cursor', async () => {
      const { nextCursor } = list(await get('/events?limit=247'));
      const answer = await get(`/events?cursor=${nextCursor}`, ndjson);
      expect(answer.body.match(/"id":"\w+"/g)).toEqual(['"id":"e002"', '"id":"e001"', '"id":"e000"']);
    });
  });
}
