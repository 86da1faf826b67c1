import { historyEntry, objectState, secondsIn2026, sequencer, tombstone } from '@annals/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, problem, type HttpSubject, type SentAnswer } from '../support/http-subject.js';
import { nextOf } from '../support/list-link.js';
import type { ObjectHarness } from '../support/object-subject.js';

/** `GET /objects/record` and `GET /objects/history`. */
export function describeFindObject(harness: ObjectHarness): void {
  describe('finding an object', () => {
    const { bucket } = harness;
    const checksumSha256 = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
    const state = objectState({ bucket, key: 'there', checksumSha256, reconciledAt: secondsIn2026(3) });
    const removed = tombstone({ bucket, key: 'gone', eventTime: secondsIn2026(9) });
    const history = Array.from({ length: 5 }, (_, index) =>
      historyEntry({
        bucket,
        key: 'there',
        sequencer: sequencer(`0${index}`),
        eventTime: secondsIn2026(index),
        recordedAt: secondsIn2026(index + 10),
      }),
    );
    const found = historyEntry({ bucket, key: 'gone', removed: true, eventName: 'RECONCILED' });
    let subject: HttpSubject;
    beforeAll(async () => {
      const unlisted = objectState({ bucket, key: 'not-in-history-yet' });
      subject = await harness.open({ states: [state, removed, unlisted], history: [...history, found] });
    });
    afterAll(() => subject.close());

    const get = (path: string) => subject.send('GET', path);
    const items = (answer: SentAnswer) => (json(answer) as { items: { sequencer: string }[] }).items;

    it('tells everything that is recorded of it', async () => {
      const answer = await get('/objects/record?key=there');
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
      expect(json(answer)).toEqual({ ...state });
      expect(json(await get(`/objects/record?key=there&bucket=${bucket}`))).toEqual({ ...state });
    });

    it('says of a removed object that it was removed', async () => {
      const answer = await get('/objects/record?key=gone');
      expect([answer.status, json(answer)]).toEqual([200, { ...removed }]);
      expect(json(answer)).toMatchObject({ removed: true, eventTime: secondsIn2026(9) });
    });

    it('tells every change, newest first, each with all that is recorded of it', async () => {
      const answer = await get('/objects/history?key=there');
      const newestFirst = [...history].reverse().map(({ position: _position, ...entry }) => entry);
      expect(json(answer)).toEqual({ items: newestFirst });
      expect(items(await get('/objects/history?key=gone'))).toMatchObject([{ eventName: 'RECONCILED', removed: true }]);
    });

    it('leads through the changes page by page', async () => {
      const seen: string[] = [];
      let next: string | undefined = '/objects/history?key=there&limit=2';
      while (next !== undefined) {
        const answer: SentAnswer = await get(next);
        seen.push(...items(answer).map((entry) => entry.sequencer));
        next = nextOf(answer, next);
      }
      expect(seen).toEqual(history.map((entry) => entry.sequencer).reverse());
    });

    it('gives one change a line where that is preferred', async () => {
      const headers = { accept: 'application/x-ndjson' };
      const { body } = await subject.send('GET', '/objects/history?key=there&limit=2', { headers });
      expect(
        body
          .split('\n')
          .slice(0, -1)
          .map((line) => (JSON.parse(line) as { sequencer: string }).sequencer),
      ).toEqual(history.map((entry) => entry.sequencer).reverse());
    });

    it('has no changes to tell of an object whose list of them lags behind', async () => {
      expect(json(await get('/objects/history?key=not-in-history-yet'))).toEqual({ items: [] });
    });

    it.each(['/objects/record', '/objects/history'])('answers 404 to an unknown key or bucket at %s', async (path) => {
      for (const query of ['key=unknown', 'key=there&bucket=another-bucket', 'key=There', 'key=there%2F'])
        expect(problem(await get(`${path}?${query}`))).toMatchObject({ status: 404, type: '/problems/not-found' });
      const headers = { accept: 'application/x-ndjson' };
      expect((await subject.send('GET', `${path}?key=unknown`, { headers })).status).toBe(404);
    });

    it.each(['/objects/record', '/objects/history'])('answers 400 to a query of %s that is wrong', async (path) => {
      for (const [query, parameter] of [
        ['', 'key'],
        ['key=', 'key'],
        [`key=${'x'.repeat(1025)}`, 'key'],
        ['key=there&key=there', 'key'],
        ['key=there&prefix=t', 'prefix'],
        ...(path.endsWith('history') ? [['key=there&cursor=garbage', 'cursor'] as const] : []),
        // A REST API's gateway decodes the query, and makes a character of what is none.
        ...(harness.transport === 'rest-api' ? [] : [['key=%ff', 'key'] as const]),
      ] as const)
        expect(problem(await get(`${path}?${query}`))).toMatchObject({ status: 400, parameter });
    });

    it('answers 400 to a cursor of the history of another key', async () => {
      const answer = json(await get('/objects/history?key=there&limit=2')) as { nextCursor: string };
      const other = await get(`/objects/history?key=gone&cursor=${answer.nextCursor}`);
      expect(problem(other)).toMatchObject({ status: 400, parameter: 'cursor' });
    });
  });
}
