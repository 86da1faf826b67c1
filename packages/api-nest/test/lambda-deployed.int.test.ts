import { readFileSync } from 'node:fs';
import { createDynamoClient, DynamoApiKeyRepository } from '@annals/adapters-aws';
import { describeOnDynamo } from '@annals/adapters-aws/testing';
import { apiKey } from '@annals/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adding, documented, httpApi, restApi, signed } from './support/api-gateway.js';
import { DynamoTables } from './support/dynamo-tables.js';
import { json, postJson, problem, type SentAnswer } from './support/http-subject.js';
import { faultOfStart, LambdaProcess } from './support/lambda-process.js';
import { deployedBundle, openLambda, type LambdaSubject } from './support/lambda-subject.js';

/** Nothing listens there. */
const deadEndpoint = { AUTH_MODE: 'iam', TABLE_NAME: 'annals', DYNAMODB_ENDPOINT: 'http://127.0.0.1:9' };

describeOnDynamo('the bundle that is deployed', (engine) => {
  let tables: DynamoTables;
  let environment: Record<string, string>;
  beforeAll(async () => {
    tables = new DynamoTables(engine().endpoint);
    environment = { ...(await tables.make()), AUTH_MODE: 'iam' };
  });
  afterAll(() => tables.close());

  describe.each([adding(restApi, signed), adding(httpApi, signed)])('behind a $kind', (gateway) => {
    let lambda: LambdaSubject;
    const source = `/${gateway.kind}`;
    beforeAll(() => {
      lambda = openLambda(gateway, deployedBundle, environment);
    });
    afterAll(() => lambda.close());

    it('says what it is', async () => {
      expect(json(await lambda.send('GET', '/'))).toMatchObject({
        service: 'annals',
        engine: 'dynamodb',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
      expect((await lambda.send('GET', '/health/ready')).status).toBe(200);
    });

    it('describes its API as it is committed, to programs alone', async () => {
      const document = await lambda.send('GET', '/openapi.json');
      const committed = readFileSync(new URL('../src/openapi/openapi.json', import.meta.url), 'utf8');
      expect(json(document)).toEqual(JSON.parse(committed));
      expect((await lambda.send('GET', '/docs')).status).toBe(404);
    });

    it('records an event, tells a replay and a conflict, and finds it where Location says', async () => {
      const event = { id: 'one & only', source, type: 'order.placed', payload: { total: 5 } };
      const recorded = await postJson(lambda.send, '/events', event);
      expect(recorded.status).toBe(201);
      expect((await postJson(lambda.send, '/events', event)).status).toBe(200);
      expect((await postJson(lambda.send, '/events', { ...event, payload: 6 })).status).toBe(409);
      const { pathname, search } = new URL(recorded.headers.location!, 'http://localhost/events');
      expect((await lambda.send('GET', pathname + search)).body).toBe(recorded.body);
    });

    it('dates events by its clock, and makes ids for requests that have none', async () => {
      const before = Date.now();
      const answer = await postJson(lambda.send, '/events', { id: 'dated', source, type: 't', payload: 1 });
      const { recordedAt } = json(answer) as { recordedAt: string };
      expect(Date.parse(recordedAt)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(recordedAt)).toBeLessThanOrEqual(Date.now());
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('records a batch as lines, and leads through it page by page, as JSON and as lines', async () => {
      const ids = Array.from({ length: 25 }, (_, index) => `line-${index}`);
      const lines = ids.map((id) => JSON.stringify({ id, source, type: 'paged', payload: 'x'.repeat(1000) }));
      const recorded = await lambda.send('POST', '/events/batch', {
        headers: { 'content-type': 'application/x-ndjson' },
        body: lines.join('\n'),
      });
      expect((json(recorded) as { results: { status: string }[] }).results.map(({ status }) => status)).toEqual(
        ids.map(() => 'recorded'),
      );
      const seen: string[] = [];
      for (let query = `?type=paged&source=${source}&order=asc&limit=10`; query !== '';) {
        const page = await lambda.send('GET', `/events${query}`);
        seen.push(...(json(page) as { items: { id: string }[] }).items.map(({ id }) => id));
        query = /^<([^>]*)>/.exec(String(page.headers['link'] ?? ''))?.[1] ?? '';
      }
      expect(seen).toEqual(ids);
      const streamed = await lambda.send('GET', `/events?type=paged&source=${source}&order=asc`, {
        headers: { accept: 'application/x-ndjson' },
      });
      expect(streamed.body.match(/"id":"line-\d+"/g)).toHaveLength(25);
    });

    it('serves every invocation with the app that it made at its start', async () => {
      const warm = openLambda(gateway, deployedBundle, { ...environment, LOG_LEVEL: 'debug' });
      for (let request = 0; request < 3; request++) expect((await warm.send('GET', '/health')).status).toBe(200);
      const messages = (await warm.process.stop()).map(({ msg }) => msg);
      expect(messages.filter((message) => message === 'request')).toHaveLength(3);
      expect(messages.filter((message) => message === 'Nest application successfully started')).toHaveLength(1);
    });

    it('logs one line a request, with the identity of its event, and nothing else of what headers, queries and bodies say', async () => {
      const logged = openLambda(gateway, deployedBundle, environment);
      const secret = { authorization: 'Bearer hush', cookie: 'hush=1', 'x-api-key': 'hush', 'x-request-id': 'logged' };
      const event = { id: 'told', type: 't', payload: 'hush' };
      await postJson(logged.send, '/events?token=hush', { ...event, source: `/told${source}` }, secret);
      const lines = await logged.process.stop();
      expect(lines).toEqual([
        expect.objectContaining({ requestId: 'logged', method: 'POST', route: '/events', status: 201, id: 'told' }),
      ]);
      expect(lines[0]).not.toHaveProperty('aborted');
      expect(JSON.stringify(lines)).not.toContain('hush');
    });

    it('answers 503 while the engine is away, and says when to come again', async () => {
      const away = openLambda(gateway, deployedBundle, { ...deadEndpoint, LOG_LEVEL: 'silent' });
      const answers: SentAnswer[] = [
        await postJson(away.send, '/events', { id: '1', type: 't', payload: 1 }),
        await away.send('GET', '/health/ready'),
      ];
      await away.close();
      for (const answer of answers) {
        expect([answer.status, answer.headers['retry-after']]).toEqual([503, expect.stringMatching(/^\d+$/)]);
        expect(answer.body).not.toContain('ECONNREFUSED');
      }
    });
  });

  it('lets in who has a key that is in the table, and nobody else', async () => {
    const client = createDynamoClient({ region: 'us-east-1', endpoint: engine().endpoint });
    const key = apiKey('deployed', { scopes: ['events:read'] });
    await new DynamoApiKeyRepository({ client, tableName: environment['TABLE_NAME']! }).add(key);
    client.destroy();
    const lambda = openLambda(restApi, deployedBundle, { ...environment, AUTH_MODE: 'api-key' });
    const get = async (path: string, headers = {}) => (await lambda.send('GET', path, { headers })).status;
    const credentials = { authorization: `Bearer ${key.printed}` };
    expect([await get('/events'), await get('/events', credentials), await get('/', credentials)]).toEqual([
      401, 200, 403,
    ]);
    await lambda.close();
  });

  describe("requests as AWS's documents have them", () => {
    let lambda: LambdaProcess;
    beforeAll(() => {
      lambda = LambdaProcess.start(deployedBundle, environment);
    });
    afterAll(async () => {
      await lambda.stop();
    });

    const invoke = async (name: string, changes: object = {}) =>
      (await lambda.invoke(signed({ ...documented(name), ...changes }))).answer;

    it.each([
      ['rest-api', restApi, '/hello/world'],
      ['http-api', httpApi, '/my/path'],
      ['http-api-stage', httpApi, '/nodejs-apig-function-1G3XMPLZXVXYI'],
    ])('%s asks for an address that is none', async (name, gateway, path) => {
      const answer = gateway.answer(await invoke(name));
      expect([answer.status, problem(answer).instance]).toEqual([404, path]);
    });

    it('rest-api-root asks what this is', async () => {
      const answer = restApi.answer(await invoke('rest-api-root'));
      expect([answer.status, json(answer)]).toMatchObject([200, { service: 'annals' }]);
    });

    it('are answered in the form that is theirs', async () => {
      expect(await invoke('rest-api-root')).toEqual({
        statusCode: 200,
        multiValueHeaders: expect.objectContaining({ 'content-type': ['application/json; charset=utf-8'] }),
        body: expect.any(String),
        isBase64Encoded: false,
      });
      expect(await invoke('http-api', { rawPath: '/health' })).toMatchObject({ statusCode: 405 });
      expect(await invoke('http-api-stage', { rawPath: '/default/health' })).toEqual({
        statusCode: 200,
        headers: expect.objectContaining({ 'content-type': 'application/json; charset=utf-8', 'content-length': '15' }),
        body: '{"status":"ok"}',
        isBase64Encoded: false,
      });
    });

    it('reach the app below a stage and below a base path', async () => {
      const atStage = await invoke('http-api-stage', { rawPath: '/default/events', rawQueryString: 'limit=0' });
      expect(problem(httpApi.answer(atStage))).toMatchObject({ instance: '/events', parameter: 'limit' });
      const { requestContext } = documented('rest-api');
      const atBase = await invoke('rest-api', {
        path: '/v1/events',
        pathParameters: { proxy: 'events' },
        requestContext: { ...requestContext, path: '/v1/events' },
        httpMethod: 'GET',
        multiValueQueryStringParameters: { limit: ['0'] },
      });
      expect(problem(restApi.answer(atBase))).toMatchObject({ instance: '/events', parameter: 'limit' });
    });

    it('answers with a problem where a request cannot even be read', async () => {
      const broken = { multiValueQueryStringParameters: { type: ['\ud800'] } };
      const answer = restApi.answer(await invoke('rest-api', broken));
      expect(answer.status).toBe(500);
      expect(problem(answer)).toMatchObject({ type: '/problems/internal', requestId: expect.any(String) });
      expect(answer.headers['x-request-id']).toBe(problem(answer).requestId);
    });

    it('fails where it was not invoked by API Gateway', async () => {
      await expect(lambda.invoke({ Records: [] })).rejects.toThrow('answers requests of API Gateway');
    });
  });
});

describe('a function that cannot start', () => {
  it('fails as it is loaded, and says every reason in one line', async () => {
    const fault = await faultOfStart(deployedBundle, { LOG_LEVEL: 'loud', DYNAMODB_ENDPOINT: 'nowhere' });
    expect(fault).toMatch(
      /^CannotStart: annals cannot start: LOG_LEVEL must be .*; AUTH_MODE must be iam, jwt or api-key: .*; TABLE_NAME is required.*; DYNAMODB_ENDPOINT must be .*\n$/,
    );
  });
});
