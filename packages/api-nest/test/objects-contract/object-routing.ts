import { objectState } from '@annals/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, problem, type HttpSubject } from '../support/http-subject.js';
import type { ObjectHarness } from '../support/object-subject.js';

/** Which addresses of objects there are, and what they take. */
export function describeObjectRouting(harness: ObjectHarness): void {
  describe('addresses of objects', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open({ states: [objectState({ bucket: harness.bucket, key: 'known' })] });
    });
    afterAll(() => subject.close());

    const reading = ['/objects', '/objects/record', '/objects/history', '/bucket/objects'];
    const writing = ['/objects/uploads', '/objects/downloads', '/reconciliations'];

    it.each([
      ...reading.map((path) => ['POST', path, 'GET, HEAD, OPTIONS']),
      ...writing.map((path) => ['GET', path, 'OPTIONS, POST']),
      ['DELETE', '/objects', 'GET, HEAD, OPTIONS'],
    ])('answers 405 to %s %s, and OPTIONS with what there is', async (method, path, allow) => {
      const answer = await subject.send(method, path);
      expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
      const options = await subject.send('OPTIONS', path);
      expect([options.status, options.headers.allow, options.body]).toEqual([204, allow, '']);
    });

    it.each(['/objects/', '/objects/known', '/Objects', '/bucket', '/bucket/objects/', '/reconciliations/1'])(
      'answers 404 to %s',
      async (path) => {
        expect(problem(await subject.send('GET', path))).toMatchObject({ status: 404, type: '/problems/not-found' });
      },
    );

    it.each([
      '/objects',
      '/objects?sort=modified',
      '/objects/record?key=known',
      '/objects/record?key=unknown',
      '/objects/history?key=known',
      '/bucket/objects',
    ])('answers HEAD %s as GET, without the body', async (path) => {
      const headers = { 'x-request-id': 'same' };
      const get = await subject.send('GET', path, { headers });
      const head = await subject.send('HEAD', path, { headers });
      const { date: _get, ...getHeaders } = get.headers;
      const { date: _head, ...headHeaders } = head.headers;
      expect([head.status, head.body]).toEqual([get.status, '']);
      expect(headHeaders).toEqual(getHeaders);
    });

    it('are named by the service', async () => {
      expect(json(await subject.send('GET', '/'))).toMatchObject({ links: { objects: 'objects' } });
    });
  });
}
