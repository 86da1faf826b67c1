import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  json,
  postJson,
  problem,
  type HttpHarness,
  type QueuedSubject,
  type SentAnswer,
} from '../support/http-subject.js';

interface Result {
  readonly status: string;
  readonly id: string;
  readonly location: string;
  readonly digest: string;
}

const later = { prefer: 'respond-async' };

/** `Prefer: respond-async`, and `GET /submissions`. */
export function describeSubmissions(harness: HttpHarness): void {
  describe('an event that is to be recorded later', () => {
    let subject: QueuedSubject;
    beforeAll(async () => {
      subject = await harness.open();
    });
    afterAll(() => subject.close());

    const post = (path: string, type: string, body: string, headers: Record<string, string> = later) =>
      subject.send('POST', path, { headers: { 'content-type': type, ...headers }, body });
    const event = (id: string, payload: unknown = 1) => ({ id, type: 't', payload });
    const cloudEvent = (id: string, data: unknown = 1) => ({ specversion: '1.0', id, source: '/ce', type: 't', data });

    /** Asks where an answer to `POST <path>` says. */
    const follow = (location: string, path = '/events'): Promise<SentAnswer> => {
      const { pathname, search } = new URL(location, `http://localhost/stage${path}`);
      expect(pathname.startsWith('/stage/')).toBe(true);
      return subject.send('GET', pathname.replace('/stage', '') + search);
    };
    const queuedResults = (answer: SentAnswer): readonly Result[] => {
      expect([answer.status, answer.headers['preference-applied'], answer.headers.location]).toEqual([
        202,
        'respond-async',
        undefined,
      ]);
      return (json(answer) as { results: Result[] }).results;
    };

    it('is answered with 202 and where to ask, is stored later, and is as it was accepted', async () => {
      const queued = await postJson(subject.send, '/events', event('first', { total: 5 }), later);
      expect([queued.status, queued.headers['preference-applied']]).toEqual([202, 'respond-async']);
      const location = queued.headers.location!;
      expect(location).toMatch(/^submissions\?source=%2F&id=first&digest=v1%3A[A-Za-z0-9_-]{43}$/);
      const { digest } = json(queued) as Result;
      expect(json(queued)).toEqual({ status: 'queued', id: 'first', source: '/', location, digest });
      expect((await subject.send('GET', '/events/first')).status).toBe(404);

      const pending = await follow(location);
      expect([pending.status, pending.headers['retry-after']]).toEqual([202, '1']);
      expect(json(pending)).toEqual({ status: 'pending', id: 'first', source: '/', digest });

      await subject.settle();
      const done = await follow(location);
      expect([done.status, done.headers.location]).toEqual([200, 'events/first?source=%2F']);
      expect(json(done)).toEqual({
        status: 'recorded',
        id: 'first',
        source: '/',
        location: 'events/first?source=%2F',
        recordedAt: '2026-01-01T00:00:00.000000000Z',
        digest,
      });
      expect(json(await follow(done.headers.location!, '/submissions'))).toMatchObject({
        id: 'first',
        recordedAt: '2026-01-01T00:00:00.000000000Z',
        payload: { total: 5 },
        digest,
      });
    });

    it.each([
      ['application/json', JSON.stringify({ ...event('a native'), source: '/ce' }), {}],
      ['application/cloudevents+json', JSON.stringify(cloudEvent('a structured')), {}],
      ['text/plain', 'text', { 'ce-specversion': '1.0', 'ce-id': 'a%20binary', 'ce-source': '/ce', 'ce-type': 't' }],
    ])('is taken as %s', async (type, body, headers) => {
      const queued = await post('/events', type, body, { ...later, ...headers });
      expect(queued.status).toBe(202);
      await subject.settle();
      const done = await follow(queued.headers.location!);
      expect(json(done)).toMatchObject({ status: 'recorded', location: expect.stringMatching(/^event\?/) });
    });

    it('keeps its characters, its digits and its order of keys on the way', async () => {
      const text =
        '{"specversion":"1.0","id":"\u{1f600} é\u200b%2F?&#+","source":"/ce#frag","type":"t","x1":true,"2":"\u2028","data":{"b":1.0,"a":[1e400,-0,"\\ud800\\u0000\u{10ffff}"]}}';
      const queued = await post('/events', 'application/cloudevents+json', text);
      await subject.settle();
      const { location } = json(await follow(queued.headers.location!)) as Result;
      const { pathname, search } = new URL(location, 'http://localhost/submissions');
      const accept = { headers: { accept: 'application/cloudevents+json' } };
      expect((await subject.send('GET', pathname + search, accept)).body).toBe(text);
    });

    it('is refused at once where it is invalid or cannot be read', async () => {
      const invalid = await postJson(subject.send, '/events', { id: '', type: 't' }, later);
      expect([invalid.status, invalid.headers['preference-applied']]).toEqual([422, undefined]);
      expect(problem(invalid).errors).toHaveLength(2);
      expect((await post('/events', 'application/json', '{')).status).toBe(400);
      expect((await post('/events', 'text/plain', '')).status).toBe(415);
      expect(
        (await post('/events', 'application/json', JSON.stringify(event('x', 'x'.repeat(256 * 1024))))).status,
      ).toBe(413);
    });

    it('is done where it was there already, and in conflict where another one was, which stays', async () => {
      await postJson(subject.send, '/events', event('known'));
      const same = await postJson(subject.send, '/events', event('known'), later);
      const other = await postJson(subject.send, '/events', event('known', 2), later);
      expect([same.status, other.status]).toEqual([202, 202]);
      await subject.settle();
      const { digest } = json(same) as Result;
      expect((await follow(same.headers.location!)).status).toBe(200);
      const conflict = await follow(other.headers.location!);
      expect(conflict.status).toBe(409);
      expect(problem(conflict)).toMatchObject({
        type: '/problems/conflict',
        instance: '/submissions',
        location: 'events/known?source=%2F',
        digest,
      });
      expect(json(await subject.send('GET', '/events/known'))).toMatchObject({ payload: 1 });
    });

    it('is recorded once, however often it was sent', async () => {
      for (let times = 0; times < 3; times++) await postJson(subject.send, '/events', event('thrice'), later);
      await subject.settle();
      const replay = await postJson(subject.send, '/events', event('thrice'));
      expect([replay.status, replay.headers['idempotent-replayed']]).toEqual([200, 'true']);
    });

    it('is one of a batch with a result for each, in order', async () => {
      const batch = [event('b1'), { id: '' }, event('b1'), event('b1', 2), { ...event('b 2'), source: '/b' }, 7];
      const answer = await post('/events/batch', 'application/json', JSON.stringify(batch));
      const [first, invalid, again, other, second, seven] = queuedResults(answer);
      expect(first).toEqual({
        status: 'queued',
        id: 'b1',
        source: '/',
        location: expect.stringMatching(/^\.\.\/submissions\?source=%2F&id=b1&digest=v1%3A/),
        digest: expect.stringMatching(/^v1:/),
      });
      expect(again).toEqual(first);
      expect(other).toEqual({ ...first, status: 'conflict' });
      expect([invalid?.status, seven?.status, second?.status]).toEqual(['invalid', 'invalid', 'queued']);
      await subject.settle();
      for (const { location, id } of [first!, second!])
        expect(json(await follow(location, '/events/batch'))).toMatchObject({ status: 'recorded', id });
    });

    it('is one of a batch of CloudEvents, at either address, or of lines', async () => {
      const batch = JSON.stringify([cloudEvent('c1')]);
      const type = 'application/cloudevents-batch+json';
      const [atEvents] = queuedResults(await post('/events', type, batch));
      const [atBatch] = queuedResults(await post('/events/batch', type, batch));
      const lines = `${JSON.stringify(event('l1'))}\n{\n${JSON.stringify(cloudEvent('l2'))}`;
      const [native, broken, cloud] = queuedResults(await post('/events/batch', 'application/x-ndjson', lines));
      expect([atEvents, atBatch, native, broken, cloud].map((one) => one?.status)).toEqual([
        'queued',
        'queued',
        'queued',
        'invalid',
        'queued',
      ]);
      await subject.settle();
      expect((await follow(atEvents!.location)).status).toBe(200);
      for (const one of [atBatch, native, cloud])
        expect((await follow(one!.location, '/events/batch')).status).toBe(200);
    });

    it('is dated with the others of its batch a microsecond apart, in posted order', async () => {
      const batch = ['a', 'b', 'c'].map((id) => ({ ...event(id), source: '/untimed/later' }));
      await post('/events/batch', 'application/json', JSON.stringify(batch));
      await subject.settle();
      const list = await subject.send('GET', '/events?source=/untimed/later&order=asc');
      expect((json(list) as { items: { id: string; time: string }[] }).items.map(({ id, time }) => [id, time])).toEqual(
        [
          ['a', '2026-01-01T00:00:00.000000000Z'],
          ['b', '2026-01-01T00:00:00.000001000Z'],
          ['c', '2026-01-01T00:00:00.000002000Z'],
        ],
      );
    });

    it.each([
      ['[]', 0],
      ['[{"id":"x"},{}]', 2],
    ])('is in no batch such as %s, which is answered as it always is', async (body, count) => {
      const answer = await post('/events/batch', 'application/json', body);
      expect([answer.status, answer.headers['preference-applied']]).toEqual([200, undefined]);
      expect((json(answer) as { results: Result[] }).results).toHaveLength(count);
    });

    it.each(['Respond-Async; wait=9', 'return=minimal, foo="a, b", respond-async=""'])(
      'is one by %j',
      async (prefer) => {
        expect((await postJson(subject.send, '/events', event('preferred'), { prefer })).status).toBe(202);
      },
    );

    it.each(['wait=10', 'respond-async=no', 'foo="respond-async"', 'handling=lenient', ';;,=,"'])(
      'is not one by %j, which is ignored',
      async (prefer) => {
        const id = `sync-${Buffer.from(prefer).toString('hex')}`;
        const answer = await postJson(subject.send, '/events', event(id), { prefer });
        expect([answer.status, answer.headers['preference-applied']]).toEqual([201, undefined]);
      },
    );
  });

  describe('GET /submissions', () => {
    let subject: QueuedSubject;
    beforeAll(async () => {
      subject = await harness.open();
    });
    afterAll(() => subject.close());
    const digest = `v1:${'a'.repeat(43)}`;

    it('answers 202 for what was never sent', async () => {
      expect((await subject.send('GET', `/submissions?id=never&digest=${digest}`)).status).toBe(202);
    });

    it.each([
      ['', 'id'],
      [`digest=${digest}`, 'id'],
      ['id=1', 'digest'],
      ['id=1&digest=', 'digest'],
      ['id=1&digest=v1:short', 'digest'],
      [`id=1&digest=${digest}x`, 'digest'],
      [`id=&digest=${digest}`, 'id'],
      [`id=${'x'.repeat(129)}&digest=${digest}`, 'id'],
      [`id=1&source=a%20b&digest=${digest}`, 'source'],
      [`id=1&source=&digest=${digest}`, 'source'],
      [`id=1&id=2&digest=${digest}`, 'id'],
      [`id=1&digest=${digest}&colour=red`, 'colour'],
    ])('answers 400 to ?%s and names %s', async (query, parameter) => {
      const answer = await subject.send('GET', `/submissions?${query}`);
      expect(answer.status).toBe(400);
      expect(problem(answer)).toMatchObject({ type: '/problems/bad-parameter', parameter });
    });

    it('answers HEAD and OPTIONS as every address does, and 405 to the rest', async () => {
      const path = `/submissions?id=never&digest=${digest}`;
      const head = await subject.send('HEAD', path);
      expect([head.status, head.headers['retry-after'], head.body]).toEqual([202, '1', '']);
      const options = await subject.send('OPTIONS', path);
      expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS']);
      expect((await subject.send('POST', path)).status).toBe(405);
    });
  });
}
