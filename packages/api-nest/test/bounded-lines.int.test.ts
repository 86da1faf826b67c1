import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postJson } from './support/http-subject.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';

const maxAnswerBytes = 100_000;

describe('lines, where a runtime sends answers in one piece', () => {
  let subject: LocalSubject;
  beforeAll(async () => {
    subject = await openLocal({ app: { maxAnswerBytes } });
    for (const source of ['/one', '/two'])
      await postJson(
        subject.send,
        '/events/batch',
        Array.from({ length: 500 }, (_, index) => ({ id: `e${index}`, source, type: 't', payload: 'x'.repeat(1000) })),
      );
  });
  afterAll(() => subject.close());

  const lines = async (path: string) => {
    const answer = await subject.send('GET', path, { headers: { accept: 'application/x-ndjson' } });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
    return answer;
  };

  it('come in answers that end below the limit, each with a link to the rest', async () => {
    const seen: string[] = [];
    let path: string | undefined = '/events?limit=7&source=/one';
    let answers = 0;
    while (path !== undefined) {
      const answer = await lines(path);
      expect(Buffer.byteLength(answer.body)).toBeLessThanOrEqual(maxAnswerBytes);
      seen.push(
        ...answer.body
          .split('\n')
          .slice(0, -1)
          .map((line) => (JSON.parse(line) as { id: string }).id),
      );
      const link = /^<([^>]*)>; rel="next"$/.exec(String(answer.headers['link'] ?? ''))?.[1];
      path = link === undefined ? undefined : `/events${link}`;
      answers++;
    }
    expect(answers).toBeGreaterThan(5);
    expect(seen).toEqual(Array.from({ length: 500 }, (_, index) => `e${499 - index}`));
  });

  it('come whole where a single page is over the limit: the page has a limit of its own', async () => {
    const answer = await lines('/events?limit=500&source=/two');
    expect(answer.body.split('\n')).toHaveLength(501);
    expect(answer.headers).not.toHaveProperty('link');
  });
});
