import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, postJson, problem, type HttpSubject } from '../support/http-subject.js';
import type { ObjectHarness } from '../support/object-subject.js';

const GiB = 1024 ** 3;
const upload = { key: 'new.txt', contentType: 'text/plain', sizeBytes: 3 };
const checksumSha256 = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

/** `POST /objects/uploads` and `POST /objects/downloads`. */
export function describeTransfers(harness: ObjectHarness): void {
  describe('signing uploads and downloads', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open({ objects: [{ key: 'there', text: 'hello', contentType: 'text/plain' }] });
    });
    afterAll(() => subject.close());

    const post = (path: string, body: unknown) => postJson(subject.send, path, body);

    it('signs an upload on its terms', async () => {
      for (const terms of [upload, { ...upload, checksumSha256 }, { ...upload, sizeBytes: 5 * GiB }]) {
        const answer = await post('/objects/uploads', terms);
        expect([answer.status, answer.headers['cache-control']]).toEqual([201, 'no-store']);
        expect(json(answer)).toEqual({
          url: expect.stringMatching(/^https?:\/\//),
          method: 'PUT',
          headers: expect.objectContaining({ 'content-type': 'text/plain' }),
          expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
        });
      }
    });

    it('signs a download of what is there', async () => {
      const answer = await post('/objects/downloads', { key: 'there' });
      expect([answer.status, answer.headers['cache-control']]).toEqual([201, 'no-store']);
      expect(json(answer)).toEqual({
        url: expect.stringMatching(/^https?:\/\//),
        method: 'GET',
        headers: {},
        expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
      });
    });

    it('answers 404 to a download of what is not', async () => {
      expect(problem(await post('/objects/downloads', { key: 'not-there' }))).toMatchObject({ status: 404 });
    });

    it.each([
      [{}, ['#/key', '#/contentType', '#/sizeBytes']],
      [{ ...upload, key: '' }, ['#/key']],
      [{ ...upload, key: 'x'.repeat(1025) }, ['#/key']],
      [{ ...upload, key: 1 }, ['#/key']],
      [{ ...upload, key: null }, ['#/key']],
      [{ ...upload, contentType: 'not a type' }, ['#/contentType']],
      [{ ...upload, sizeBytes: -1 }, ['#/sizeBytes']],
      [{ ...upload, sizeBytes: 1.5 }, ['#/sizeBytes']],
      [{ ...upload, sizeBytes: '3' }, ['#/sizeBytes']],
      [{ ...upload, checksumSha256: 'abc' }, ['#/checksumSha256']],
      [{ ...upload, bucket: 'main-bucket', versionId: '1' }, ['#/bucket', '#/versionId']],
    ])('answers 422 to the upload %j, pointing at what is wrong', async (terms, pointers) => {
      const answer = problem(await post('/objects/uploads', terms));
      expect([answer.status, answer.type]).toEqual([422, '/problems/invalid-body']);
      expect(answer.errors!.map(({ pointer }) => pointer).sort()).toEqual([...pointers].sort());
    });

    it.each([
      [{}, ['#/key']],
      [{ key: '' }, ['#/key']],
      [{ key: ['there'] }, ['#/key']],
      [{ key: 'there', versionId: '' }, ['#/versionId']],
      [{ key: 'there', versionId: 'v'.repeat(1025) }, ['#/versionId']],
      [{ key: 'there', versionId: 7 }, ['#/versionId']],
      [{ key: 'there', sizeBytes: 1 }, ['#/sizeBytes']],
      ['there', ['#', '#/key']],
      [[], ['#']],
    ])('answers 422 to the download %j, pointing at what is wrong', async (wanted, pointers) => {
      const answer = problem(await post('/objects/downloads', wanted));
      expect([answer.status, answer.type]).toEqual([422, '/problems/invalid-body']);
      expect(pointers).toEqual(expect.arrayContaining(answer.errors!.map(({ pointer }) => pointer)));
    });

    it('answers 422 to members with names that every object inherits, and to one that is named twice', async () => {
      for (const [body, pointer] of [
        ['{"key":"there","__proto__":{}}', '#/__proto__'],
        ['{"key":"there","constructor":1}', '#/constructor'],
        ['{"key":"there","key":"other"}', '#/key'],
      ]) {
        const headers = { 'content-type': 'application/json' };
        const answer = problem(await subject.send('POST', '/objects/downloads', { headers, body: body! }));
        expect([answer.status, answer.errors!.map((each) => each.pointer)]).toEqual([422, [pointer]]);
      }
    });

    it('answers 413 to an upload over 5 GiB', async () => {
      const answer = problem(await post('/objects/uploads', { ...upload, sizeBytes: 5 * GiB + 1 }));
      expect([answer.status, answer.type]).toEqual([413, '/problems/too-large']);
      expect(answer.errors!.map(({ pointer }) => pointer)).toEqual(['#/sizeBytes']);
    });

    it.each(['/objects/uploads', '/objects/downloads', '/reconciliations'])(
      'answers 400, 413 and 415 to bodies of %s that cannot be read',
      async (path) => {
        const send = (body: string, type: string | undefined) =>
          subject.send('POST', path, { headers: type === undefined ? {} : { 'content-type': type }, body });
        expect(problem(await send('{', 'application/json'))).toMatchObject({ status: 400 });
        expect(problem(await send('', 'application/json'))).toMatchObject({ status: 400 });
        expect(problem(await send(`{"key":"${'x'.repeat(65536)}"}`, 'application/json'))).toMatchObject({
          status: 413,
        });
        expect(problem(await send('{"key":"there"}', 'text/plain'))).toMatchObject({ status: 415 });
        expect(problem(await send('{"key":"there"}', undefined))).toMatchObject({ status: 415 });
        expect(problem(await post(`${path}?key=there`, {}))).toMatchObject({ status: 400, parameter: 'key' });
      },
    );
  });
}
