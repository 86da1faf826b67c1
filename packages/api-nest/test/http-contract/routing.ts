import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, postJson, problem, type HttpHarness, type HttpSubject } from '../support/http-subject.js';

/** Which addresses there are and what they take; what every answer carries. */
export function describeRouting(harness: HttpHarness): void {
  describe('addresses', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open();
      await postJson(subject.send, '/events', { id: 'known', type: 't', payload: 1 });
    });
    afterAll(() => subject.close());

    it.each([
      '/nothing',
      '/events/a/b',
      '/events/',
      '/events/batch/',
      '/Events',
      '/health/other',
      '/event/x',
      '//events',
    ])('answers 404 to %s', async (path) => {
      const answer = await subject.send('GET', path);
      expect(answer.status).toBe(404);
      expect(problem(answer)).toMatchObject({ type: '/problems/not-found', status: 404, instance: path });
    });

    it.each([
      ['DELETE', '/events', 'GET, HEAD, OPTIONS, POST'],
      ['PUT', '/events/batch', 'GET, HEAD, OPTIONS, POST'],
      ['PATCH', '/events/known', 'GET, HEAD, OPTIONS'],
      ['POST', '/event', 'GET, HEAD, OPTIONS'],
      ['PUT', '/', 'GET, HEAD, OPTIONS, POST'],
      ['POST', '/health/live', 'GET, HEAD, OPTIONS'],
    ])('answers 405 to %s %s', async (method, path, allow) => {
      const answer = await subject.send(method, path, { headers: { 'content-type': 'application/json' }, body: '{}' });
      expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
      expect(problem(answer).type).toBe('/problems/method-not-allowed');
    });

    it.each([
      ['/events', 'GET, HEAD, OPTIONS, POST'],
      ['/events/known', 'GET, HEAD, OPTIONS'],
      ['/health', 'GET, HEAD, OPTIONS'],
    ])('answers OPTIONS %s with 204 and what it takes', async (path, allow) => {
      const answer = await subject.send('OPTIONS', path);
      expect([answer.status, answer.headers.allow, answer.body]).toEqual([204, allow, '']);
    });

    it('answers 404 to OPTIONS of an address that is none', async () => {
      expect((await subject.send('OPTIONS', '/nothing')).status).toBe(404);
    });

    it.each([
      '/',
      '/health',
      '/health/live',
      '/health/ready',
      '/events',
      '/events/known',
      '/event?id=known',
      '/events/unknown',
    ])('answers HEAD %s as GET, without the body', async (path) => {
      const get = await subject.send('GET', path, { headers: { 'x-request-id': 'same' } });
      const head = await subject.send('HEAD', path, { headers: { 'x-request-id': 'same' } });
      const { date: _get, ...getHeaders } = get.headers;
      const { date: _head, ...headHeaders } = head.headers;
      expect([head.status, head.body]).toEqual([get.status, '']);
      expect(headHeaders).toEqual(getHeaders);
    });

    it('answers 400 to a path that is not percent-encoded UTF-8', async () => {
      const answer = await subject.send('GET', '/events/%ff');
      expect(answer.status).toBe(400);
      expect(problem(answer).type).toBe('/problems/bad-request');
    });

    it('tells what the service is', async () => {
      const answer = await subject.send('GET', '/');
      expect(json(answer)).toMatchObject({
        service: 'annals',
        version: expect.any(String),
        engine: expect.any(String),
        links: { events: 'events', health: 'health' },
      });
    });

    it.each(['/health', '/health/live', '/health/ready'])('answers %s with 200 while all is well', async (path) => {
      const answer = await subject.send('GET', path);
      expect([answer.status, json(answer)]).toMatchObject([200, { status: 'ok' }]);
    });
  });

  describe('what every answer carries', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open();
    });
    afterAll(() => subject.close());

    it('echoes the id of the request, also in a problem', async () => {
      const id = 'Request-1.of_many';
      const answer = await subject.send('GET', '/nothing', { headers: { 'x-request-id': id } });
      expect(answer.headers['x-request-id']).toBe(id);
      expect(problem(answer).requestId).toBe(id);
    });

    it.each(['', 'with space', 'x'.repeat(129), 'a;b', '{}'])('replaces the request id "%s" by its own', async (id) => {
      const answer = await subject.send('GET', '/health', { headers: { 'x-request-id': id } });
      expect(answer.headers['x-request-id']).not.toBe(id);
      expect(answer.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
    });

    it.each(['/', '/nothing', '/events'])(
      'tells nothing of its framework, and browsers to be careful, at %s',
      async (path) => {
        const { headers } = await subject.send('GET', path);
        expect(headers).not.toHaveProperty('x-powered-by');
        expect(headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-cache',
        });
      },
    );
  });
}
