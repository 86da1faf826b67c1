import { startS3Engine, type S3Engine } from '@annals/adapters-aws/testing';
import { compareUtf8 } from '@annals/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { keysOfEveryKind } from './objects-contract/keys.js';
import { adding, httpApi, restApi, signed } from './support/api-gateway.js';
import { makeBucket, putAsIs } from './support/aws-subject.js';
import { json, problem, type SentAnswer } from './support/http-subject.js';
import { faultOfStart } from './support/lambda-process.js';
import { openLambda, type LambdaSubject } from './support/lambda-subject.js';
import { nextOf } from './support/list-link.js';

const bundle = fileURLToPath(new URL('../dist-lambda/bucket-lister.cjs', import.meta.url));
const inOrder = [...keysOfEveryKind].sort(compareUtf8);
const keysOf = (answer: SentAnswer) => (json(answer) as { items: { key: string }[] }).items.map(({ key }) => key);

let s3: S3Engine;
let environment: Record<string, string>;
beforeAll(async () => {
  s3 = await startS3Engine();
  environment = { ...(await makeBucket(s3.endpoint, 'listed-bucket')), AUTH_MODE: 'iam' };
  for (const key of keysOfEveryKind) await putAsIs(environment, { key, text: key, contentType: 'text/plain' });
});
afterAll(() => s3.stop());

describe.each([adding(restApi, signed), adding(httpApi, signed)])(
  'the function that lists the bucket, behind a $kind',
  (gateway) => {
    let lister: LambdaSubject;
    beforeAll(() => {
      lister = openLambda(gateway, bundle, environment);
    });
    afterAll(() => lister.close());

    it('lists keys of every kind, page by page and as lines', async () => {
      const seen: string[] = [];
      let path: string | undefined = '/bucket/objects?limit=10';
      while (path !== undefined) {
        const answer: SentAnswer = await lister.send('GET', path);
        expect(answer.status).toBe(200);
        seen.push(...keysOf(answer));
        path = nextOf(answer, path);
      }
      expect(seen).toEqual(inOrder);
      const headers = { accept: 'application/x-ndjson' };
      const lines = (await lister.send('GET', '/bucket/objects', { headers })).body.split('\n').slice(0, -1);
      expect(lines.map((line) => (JSON.parse(line) as { key: string }).key)).toEqual(inOrder);
      expect(keysOf(await lister.send('GET', '/bucket/objects?prefix=a%2F'))).toEqual(['a/b', 'a/b/c']);
    });

    it('has no other address, and takes nothing but GET', async () => {
      for (const path of ['/', '/health', '/objects', '/events', '/bucket/object'])
        expect(problem(await lister.send('GET', path))).toMatchObject({ status: 404, instance: path });
      const answer = await lister.send('POST', '/bucket/objects');
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
    });

    it('answers 400 to a parameter that is wrong, with the id of the request', async () => {
      const answer = await lister.send('GET', '/bucket/objects?limit=0', { headers: { 'x-request-id': 'mine' } });
      expect(problem(answer)).toMatchObject({ status: 400, parameter: 'limit', requestId: 'mine' });
    });
  },
);

describe('the function that lists the bucket', () => {
  it('answers 503 while S3 is away, and says when to come again', async () => {
    const away = { ...environment, S3_ENDPOINT: 'http://127.0.0.1:9', LOG_LEVEL: 'silent' };
    const lister = openLambda(adding(restApi, signed), bundle, away);
    const answer = await lister.send('GET', '/bucket/objects');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    expect(problem(answer)).toMatchObject({ engine: 's3' });
    await lister.close();
  });

  it('needs a bucket and no table, and says so', async () => {
    const lacking = { AUTH_MODE: 'iam', AWS_REGION: 'eu-central-1', TABLE_NAME: 'annals' };
    expect(await faultOfStart(bundle, lacking)).toMatch(
      /^CannotStart: annals cannot start: BUCKET_NAME is required.*\n$/,
    );
  });

  it('has no table of keys, and says so', async () => {
    const wrong = { ...environment, AUTH_MODE: 'api-key' };
    expect(await faultOfStart(bundle, wrong)).toMatch(
      /^CannotStart: annals cannot start: AUTH_MODE must be iam or jwt.*\n$/,
    );
  });
});
