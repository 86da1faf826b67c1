import { describeOnDynamo, startSqsEngine, type SqsEngine } from '@annals/adapters-aws/testing';
import { noTelemetry } from '@annals/domain';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { prepareDynamo } from '../src/adapters/dynamo-engine.js';
import { adding, restApi, signed } from './support/api-gateway.js';
import { makeQueues } from './support/aws-subject.js';
import { DynamoTables } from './support/dynamo-tables.js';
import { json, postJson, problem } from './support/http-subject.js';
import { deployedBundle, openLambda, type LambdaSubject } from './support/lambda-subject.js';
import { settleQueue } from './support/queued-subject.js';

const gateway = adding(restApi, signed);

describeOnDynamo('the bundle that is deployed, with queues', (dynamo) => {
  let tables: DynamoTables;
  let sqs: SqsEngine;
  let environment: Record<string, string>;
  let lambda: LambdaSubject;
  beforeAll(async () => {
    tables = new DynamoTables(dynamo().endpoint);
    sqs = await startSqsEngine();
    environment = { ...(await tables.make()), ...(await makeQueues(sqs)), AUTH_MODE: 'iam', LOG_LEVEL: 'silent' };
    lambda = openLambda(gateway, deployedBundle, environment);
  });
  afterAll(async () => {
    await lambda.close();
    await tables.close();
    await sqs.stop();
  });

  it('queues events, records none of them itself, and tells once somebody did', async () => {
    const event = { id: 'queued', type: 't', payload: { total: 5 } };
    const queued = await postJson(lambda.send, '/events', event, { prefer: 'respond-async' });
    expect([queued.status, queued.headers['preference-applied']]).toEqual([202, 'respond-async']);
    const { pathname, search } = new URL(queued.headers.location!, 'http://localhost/events');
    expect((await lambda.send('GET', pathname + search)).status).toBe(202);
    const prepared = prepareDynamo(environment);
    if (!prepared.ok) throw new Error(prepared.error.join());
    const engine = await prepared.value(() => {}, noTelemetry);
    await settleQueue(engine);
    await engine.close();
    expect((await lambda.send('GET', pathname + search)).status).toBe(200);
  });

  it('has messages deleted when it answers with them', async () => {
    const { message_id: id } = json(await lambda.send('POST', '/send-message')) as { message_id: string };
    expect(json(await lambda.send('GET', '/receive-messages'))).toMatchObject({ messages: [{ id }] });
    const prepared = prepareDynamo(environment);
    if (!prepared.ok) throw new Error(prepared.error.join());
    const engine = await prepared.value(() => {}, noTelemetry);
    expect(await engine.queues!.sample.figures()).toMatchObject({ waiting: 0, inFlight: 0 });
    await engine.close();
  });

  it('answers 503 while the queue is away, and goes on recording', async () => {
    const away = openLambda(gateway, deployedBundle, { ...environment, SQS_ENDPOINT: 'http://127.0.0.1:9' });
    const event = { id: 'while-away', type: 't', payload: 1 };
    const refused = await postJson(away.send, '/events', event, { prefer: 'respond-async' });
    const recorded = await postJson(away.send, '/events', event);
    await away.close();
    expect([refused.status, problem(refused)['engine']]).toEqual([503, 'sqs']);
    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    expect(recorded.status).toBe(201);
  });
});
