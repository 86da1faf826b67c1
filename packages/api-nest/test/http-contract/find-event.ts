import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, postJson, problem, type HttpHarness, type HttpSubject } from '../support/http-subject.js';

/** Ids and sources that gateways, proxies and clients are known to change on their way. */
const awkward = [
  'with space',
  'a+b',
  '100%',
  'a%2Fb',
  'a/b',
  '/a',
  'a/',
  'a//b',
  'a?b',
  'a#b',
  'a&b=c',
  '.',
  '..',
  '...',
  'a:b',
  'ünïcode',
  '🦊',
  '日本',
  '"quoted"',
  "it's",
  '<b>',
  'a\\b',
  '~-._',
  '1'.repeat(128),
];
const sources = ['/', '/shop?x=1&y=2', 'urn:a:b', 'https://example.com/a%20b#c', '/ünï/🦊', '../relative', "it's"];

/** `GET /events/{id}` and `GET /event`. */
export function describeFindEvent(harness: HttpHarness): void {
  describe('finding an event', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open();
    });
    afterAll(() => subject.close());

    const record = (event: object, path = '/events') =>
      postJson(subject.send, path, { type: 't', payload: 1, ...event });
    const resolve = (location: string | undefined, from: string) => {
      const { pathname, search } = new URL(location!, `http://localhost${from}`);
      return pathname + search;
    };

    it.each(awkward)('finds the id %j where Location says', async (id) => {
      const recorded = await record({ id });
      expect(recorded.status).toBe(201);
      const found = await subject.send('GET', resolve(recorded.headers.location, '/events'));
      expect([found.status, found.body]).toEqual([200, recorded.body]);
    });

    it.each(sources)('finds the source %j where Location says', async (source) => {
      for (const id of ['of-source', 'of source']) {
        const recorded = await record({ id, source });
        const found = await subject.send('GET', resolve(recorded.headers.location, '/events'));
        expect([found.status, found.body]).toEqual([200, recorded.body]);
      }
    });

    it('writes Location so that a prefix in front of the path survives', async () => {
      const safe = await record({ id: 'prefixed' });
      const unsafe = await record({ id: 'prefixed twice' });
      const from = '/stage/v1/events';
      expect(resolve(safe.headers.location, from)).toBe('/stage/v1/events/prefixed?source=%2F');
      expect(resolve(unsafe.headers.location, from)).toBe('/stage/v1/event?source=%2F&id=prefixed%20twice');
    });

    it('takes "/" for the source that a request does not name', async () => {
      const recorded = await record({ id: 'default' });
      expect((await subject.send('GET', '/events/default')).body).toBe(recorded.body);
      expect((await subject.send('GET', '/event?id=default')).body).toBe(recorded.body);
      expect((await subject.send('GET', '/events/default?source=/other')).status).toBe(404);
    });

    it('reads + in a query as a space', async () => {
      const recorded = await record({ id: 'plus sign' });
      expect((await subject.send('GET', '/event?id=plus+sign')).body).toBe(recorded.body);
    });

    it.each([
      '/events/unknown',
      '/event?id=unknown',
      '/event?id=',
      `/event?id=${'x'.repeat(129)}`,
      '/events/a?source=no%20uri',
    ])('answers 404 to %s', async (path) => {
      const answer = await subject.send('GET', path);
      expect([answer.status, problem(answer).type]).toEqual([404, '/problems/not-found']);
    });

    // An HTTP API's gateway decodes the path, and then a slash in an id parts two segments of it.
    const slashed = harness.transport === 'http-api' ? [] : ['/events/a%2Fb'];
    it.each(['/events/a%20b', '/events/%2e%2e', ...slashed, '/events/%F0%9F%A6%8A', '/events/a+b'])(
      'answers 400 to %s, naming the address for such ids',
      async (path) => {
        const answer = await subject.send('GET', path);
        expect(answer.status).toBe(400);
        expect(problem(answer).detail).toContain('/event?source=&id=');
      },
    );

    it.each([
      ['/event', 'id'],
      ['/event?source=/', 'id'],
      ['/event?id=a&id=b', 'id'],
      ['/event?id=a&source=/&source=/', 'source'],
      ['/event?id=a&colour=red', 'colour'],
      ['/event?id=a&__proto__=x', '__proto__'],
      ['/events/a?id=a', 'id'],
    ])('answers 400 to %s, naming the parameter', async (path, parameter) => {
      const answer = await subject.send('GET', path);
      expect([answer.status, problem(answer)]).toMatchObject([400, { type: '/problems/bad-parameter', parameter }]);
    });

    describe('its ETag', () => {
      it('is one for each representation, and made of the digest and the acceptance', async () => {
        const recorded = await record({ id: 'tagged' });
        const { digest } = json(recorded) as { digest: string };
        const tag = `${digest.slice('v1:'.length)}.20260101000000000000000`;
        const native = await subject.send('GET', '/events/tagged');
        const cloud = await subject.send('GET', '/events/tagged', {
          headers: { accept: 'application/cloudevents+json' },
        });
        expect(native.headers.etag).toBe(`"${tag}"`);
        expect(cloud.headers.etag).toBe(`"${tag}-ce"`);
        expect([native.headers.vary, cloud.headers.vary]).toEqual(['Accept', 'Accept']);
        expect(recorded.headers.etag).toBe(native.headers.etag);
      });

      it('gets 304 when the request names it, in any form', async () => {
        const { headers } = await record({ id: 'conditional' });
        const etag = headers.etag!;
        for (const named of [etag, `W/${etag}`, `"other", ${etag}`, `"other" ,W/${etag},"more"`, '*']) {
          const answer = await subject.send('GET', '/events/conditional', { headers: { 'if-none-match': named } });
          expect([answer.status, answer.body, answer.headers.etag, answer.headers.vary]).toEqual([
            304,
            '',
            etag,
            'Accept',
          ]);
          expect(answer.headers).not.toHaveProperty('content-type');
        }
      });

      it('gets the event when the request names another', async () => {
        const { headers } = await record({ id: 'changed' });
        const etag = headers.etag!;
        for (const named of ['"other"', etag.replace(/"$/, '-ce"'), etag.slice(1, -1), '']) {
          const answer = await subject.send('GET', '/events/changed', { headers: { 'if-none-match': named } });
          expect(answer.status).toBe(200);
        }
      });

      it('is not asked for where there is no event', async () => {
        expect((await subject.send('GET', '/events/absent', { headers: { 'if-none-match': '*' } })).status).toBe(404);
      });
    });

    describe('as a CloudEvent', () => {
      it('gives what was posted, and nothing of its own', async () => {
        await record({ id: 'as-cloud-event', source: '/s', subject: 'x', extensions: { tenant: 'a', count: 2 } });
        const answer = await subject.send('GET', '/events/as-cloud-event?source=/s', {
          headers: { accept: 'application/cloudevents+json' },
        });
        expect(answer.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
        expect(json(answer)).toEqual({
          specversion: '1.0',
          id: 'as-cloud-event',
          source: '/s',
          type: 't',
          subject: 'x',
          tenant: 'a',
          count: 2,
          data: 1,
        });
      });

      it.each([
        ['application/cloudevents+json', 'application/cloudevents+json'],
        ['application/cloudevents+json, application/json;q=0.5', 'application/cloudevents+json'],
        ['application/json;q=0.5, application/cloudevents+json', 'application/cloudevents+json'],
        ['application/cloudevents+json;q=0.5, application/json', 'application/json'],
        ['application/cloudevents+json;q=0', 'application/json'],
        ['application/cloudevents+json; charset=utf-8', 'application/cloudevents+json'],
        ['APPLICATION/CloudEvents+JSON;profile="x";q=0.9', 'application/cloudevents+json'],
        ['*/*', 'application/json'],
        ['application/*', 'application/json'],
        ['text/html', 'application/json'],
        ['nonsense', 'application/json'],
        ['application/cloudevents+json;;q=, ,', 'application/cloudevents+json'],
      ])('answers Accept: %s with %s', async (accept, type) => {
        const recorded = await record({ id: 'accepted' }).then(() =>
          subject.send('GET', '/events/accepted', { headers: { accept } }),
        );
        expect([recorded.status, recorded.headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
      });

      it('is how a recorded event is answered, too, where that is preferred', async () => {
        const answer = await postJson(
          subject.send,
          '/events',
          { id: 'preferred', type: 't', payload: 1 },
          { accept: 'application/cloudevents+json' },
        );
        expect(json(answer)).toEqual({ specversion: '1.0', id: 'preferred', source: '/', type: 't', data: 1 });
      });
    });
  });
}
