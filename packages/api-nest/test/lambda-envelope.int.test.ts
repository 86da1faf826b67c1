import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { httpApi, restApi } from './support/api-gateway.js';
import { json, postJson, problem } from './support/http-subject.js';
import { bundleContractFunction, openLambda, type LambdaSubject, type TestBundle } from './support/lambda-subject.js';

const MiB = 1024 * 1024;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxReturnedBytes = 6 * MiB;

/** Of 60 KB each as JSON: they make more than a page. */
const eventsOfQuotes = 80;

describe('what a function returns', () => {
  let bundle: TestBundle;
  beforeAll(async () => {
    bundle = await bundleContractFunction();
  });
  afterAll(() => bundle.remove());

  describe.each([restApi, httpApi])('to a $kind', (gateway) => {
    let lambda: LambdaSubject;
    beforeAll(async () => {
      lambda = openLambda(gateway, bundle.path);
      // JSON writes each quote in two characters, and JSON in JSON in four.
      const payload = '"'.repeat(30_000);
      const events = Array.from({ length: eventsOfQuotes }, (_, index) => ({
        id: `quotes-${index}`,
        source: '/quotes',
        type: 't',
        payload,
      }));
      for (const half of [events.slice(0, 40), events.slice(40)]) await postJson(lambda.send, '/events/batch', half);
      for (const index of [0, 1])
        await postJson(lambda.send, '/events', { id: `plain-${index}`, source: '/plain', type: 't', payload: 'é"\n' });
    });
    afterAll(() => lambda.close());

    const returned = async (path: string, accept = 'application/json') => {
      const { answer, envelope } = await lambda.process.invoke(
        gateway.invocation('GET', path, { headers: { accept } }),
      );
      return {
        bytes: Buffer.byteLength(envelope),
        isBase64Encoded: (answer as { isBase64Encoded: boolean }).isBase64Encoded,
        answer: gateway.answer(answer),
      };
    };

    it.each(['application/json', 'application/cloudevents-batch+json'])(
      'fits, even where it is a page of 4 MiB full of quotes, as %s',
      async (accept) => {
        const { bytes, isBase64Encoded, answer } = await returned('/events?source=/quotes', accept);
        expect(Buffer.byteLength(answer.body)).toBeGreaterThan(3.9 * MiB);
        expect(isBase64Encoded).toBe(true);
        expect(bytes).toBeLessThan(maxReturnedBytes);
        expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(answer.body));
      },
    );

    it('fits where it is lines, and has a link to the rest', async () => {
      const { bytes, answer } = await returned('/events?source=/quotes&limit=10', 'application/x-ndjson');
      expect(Buffer.byteLength(answer.body)).toBeGreaterThan(3 * MiB);
      expect(bytes).toBeLessThan(maxReturnedBytes);
      const rest = /^<([^>]*)>; rel="next"$/.exec(String(answer.headers['link']))![1]!;
      const last = await returned(`/events${rest}`, 'application/x-ndjson');
      const ids = `${answer.body}${last.answer.body}`.match(/"id":"quotes-\d+"/g)!;
      expect(new Set(ids).size).toBe(eventsOfQuotes);
      expect(ids).toHaveLength(eventsOfQuotes);
    });

    it('is text where that is small, whatever characters it has', async () => {
      const { isBase64Encoded, answer } = await returned('/events?source=/plain');
      expect(isBase64Encoded).toBe(false);
      expect(json(answer)).toMatchObject({ items: [{ payload: 'é"\n' }, { payload: 'é"\n' }] });
    });

    it('is a problem where it cannot fit, and what was recorded stays', async () => {
      const unknown = Array.from({ length: 100 }, (_, index) => [`${'~'.repeat(20)}${index}`, 1]);
      const wrong = Object.fromEntries(unknown) as object;
      const right = { id: 'right', type: 't', payload: 1 };
      const answer = await postJson(lambda.send, '/events/batch', [right, ...Array.from({ length: 999 }, () => wrong)]);
      expect(answer.status).toBe(413);
      expect(problem(answer)).toMatchObject({ type: '/problems/too-large', detail: expect.stringContaining('stays') });
      expect((await lambda.send('GET', '/events/right')).status).toBe(200);
    });
  });
});
