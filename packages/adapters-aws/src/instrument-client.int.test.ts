import { noTelemetry } from '@annals/domain';
import { attempt, event, newYear2026Micros, RecordingTelemetry } from '@annals/domain/testing';
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { EventTables } from '../test/event-tables.js';
import { describeOnDynamo, startS3Engine, startSqsEngine, type S3Engine, type SqsEngine } from '../testing/index.js';
import { DynamoEventRepository } from './dynamo-event-repository.js';
import { instrumentClient } from './instrument-client.js';
import { createS3Client } from './s3-client.js';
import { S3ObjectStore } from './s3-object-store.js';
import { createSqsClient } from './sqs-client.js';
import { SqsMessageQueue } from './sqs-message-queue.js';

const atMs = newYear2026Micros / 1000;

describeOnDynamo('clients of AWS that are measured', (dynamo) => {
  let tables: EventTables;
  let s3: S3Engine;
  let sqs: SqsEngine;
  let telemetry: RecordingTelemetry;
  beforeAll(async () => {
    tables = new EventTables(dynamo().endpoint);
    [s3, sqs] = await Promise.all([startS3Engine(), startSqsEngine()]);
  });
  beforeEach(() => {
    telemetry = new RecordingTelemetry();
  });
  afterAll(async () => {
    await tables.close();
    await Promise.all([s3.stop(), sqs.stop()]);
  });

  const inRequest = <T>(work: () => Promise<T>): Promise<T> => telemetry.inSpan('request', { kind: 'server' }, work);
  const calls = (engine: string, operation: string, outcome = 'ok') =>
    telemetry.counter('annals_engine_calls_total', { engine, operation, outcome });

  test('tell which table they asked for what, by the conventions of OpenTelemetry', async () => {
    const client = instrumentClient(tables.newClient(), 'dynamodb', telemetry);
    const tableName = await tables.make();
    const repository = new DynamoEventRepository({ client, tableName });
    const one = event({ id: 'hush' });
    await inRequest(() => repository.append([attempt(one)], atMs));
    await inRequest(() => repository.find(one, atMs));
    const [put] = telemetry.named('DynamoDB.PutItem');
    expect(put).toMatchObject({ kind: 'client', parentSpanId: telemetry.named('request')[0]!.spanId, hasEnded: true });
    expect(put!.attributes).toEqual({
      'rpc.system.name': 'aws-api',
      'rpc.method': 'DynamoDB/PutItem',
      'cloud.region': 'us-east-1',
      'db.system.name': 'aws.dynamodb',
      'db.operation.name': 'PutItem',
      'db.collection.name': tableName,
      'http.response.status_code': 200,
      'aws.request_id': expect.any(String),
    });
    // One more tells how many shards are written.
    expect(telemetry.named('DynamoDB.GetItem')).toHaveLength(2);
    expect([calls('dynamodb', 'PutItem'), calls('dynamodb', 'GetItem')]).toEqual([1, 2]);
    expect(JSON.stringify(telemetry.spans)).not.toContain('hush');
  });

  test.each(['direct', 'sdk'] as const)('tell of a batch that is written by %s', async (batches) => {
    const client = instrumentClient(tables.newClient(), 'dynamodb', telemetry);
    const tableName = await tables.make();
    const repository = new DynamoEventRepository({ client, tableName, batches });
    await inRequest(() => repository.append([attempt(event({ id: 'hush' })), attempt(event({ id: 'b' }))], atMs));
    const [insert] = telemetry.named('DynamoDB.BatchExecuteStatement');
    expect(insert).toMatchObject({ kind: 'client', parentSpanId: telemetry.named('request')[0]!.spanId });
    expect(insert!.attributes).toEqual({
      'rpc.system.name': 'aws-api',
      'rpc.method': 'DynamoDB/BatchExecuteStatement',
      'cloud.region': 'us-east-1',
      'db.system.name': 'aws.dynamodb',
      'db.operation.name': 'BatchExecuteStatement',
      'db.operation.batch.size': 2,
      'db.collection.name': tableName,
      'http.response.status_code': 200,
      'aws.request_id': expect.any(String),
    });
    expect(calls('dynamodb', 'BatchExecuteStatement')).toBe(1);
    expect(JSON.stringify(telemetry.spans)).not.toContain('hush');
  });

  test('fail with what the engine said', async () => {
    const client = instrumentClient(tables.newClient(), 'dynamodb', telemetry);
    const repository = new DynamoEventRepository({ client, tableName: 'annals-absent' });
    await expect(inRequest(() => repository.find({ source: '/', id: 'a' }, atMs))).rejects.toThrow('unavailable');
    const [span] = telemetry.named('DynamoDB.GetItem');
    expect(span!.error).toBeInstanceOf(ResourceNotFoundException);
    expect(span!.attributes).toMatchObject({ 'http.response.status_code': 400 });
    expect(calls('dynamodb', 'GetItem', 'error')).toBe(1);
  });

  test('do not fail where a condition is refused, or nothing is there: these are answers', async () => {
    const client = instrumentClient(tables.newClient(), 'dynamodb', telemetry);
    const repository = new DynamoEventRepository({ client, tableName: await tables.make() });
    const one = event();
    await inRequest(() => repository.append([attempt(one)], atMs));
    const [again] = await inRequest(() => repository.append([attempt(one)], atMs));
    expect(again).toMatchObject({ code: 'present' });
    const [, refused] = telemetry.named('DynamoDB.PutItem');
    expect(refused!.attributes).toMatchObject({ 'http.response.status_code': 400 });
    expect(refused!.error).toBeUndefined();
    expect([calls('dynamodb', 'PutItem'), calls('dynamodb', 'PutItem', 'error')]).toEqual([2, 0]);
  });

  test('say how often they had to repeat a call', async () => {
    const client = instrumentClient(tables.newClient(), 'dynamodb', telemetry);
    const tableName = await tables.make();
    let tries = 0;
    client.middlewareStack.add(
      (next) => (request) => {
        if (++tries === 1) throw Object.assign(new Error('again'), { $retryable: {}, name: 'ThrottlingException' });
        return next(request);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'refuseOnce' },
    );
    await inRequest(() => new DynamoEventRepository({ client, tableName }).find({ source: '/', id: 'a' }, atMs));
    expect(telemetry.named('DynamoDB.GetItem')).toMatchObject([{ attributes: { 'http.request.resend_count': 1 } }]);
    expect(calls('dynamodb', 'GetItem')).toBe(1);
  });

  test('tell which bucket they looked into, never at what; signing asks nobody', async () => {
    const client = instrumentClient(createS3Client({ region: 'us-east-1', endpoint: s3.endpoint }), 's3', telemetry);
    await client.send(new CreateBucketCommand({ Bucket: 'measured' }));
    const store = new S3ObjectStore({ client, bucket: 'measured' });
    await inRequest(async () => {
      await store.head('hush');
      await store.list('hush', { limit: 1 });
      await store.signDownload('hush');
    });
    const below = telemetry.childrenOf(telemetry.named('request')[0]!);
    expect(below.map(({ name }) => name)).toEqual(['S3.HeadObject', 'S3.ListObjectsV2']);
    expect(below[1]!.attributes).toMatchObject({ 'aws.s3.bucket': 'measured', 'rpc.method': 'S3/ListObjectsV2' });
    expect(JSON.stringify(telemetry.spans)).not.toContain('hush');
    client.destroy();
  });

  test('tell which queue they used, and X-Ray finds the trace in what was sent', async () => {
    const client = instrumentClient(createSqsClient({ region: 'us-east-1', endpoint: sqs.endpoint }), 'sqs', telemetry);
    const { queueUrl } = await sqs.makeQueue({ name: 'measured', maxReceives: 3 });
    const sent: unknown[] = [];
    client.middlewareStack.add(
      (next) => (request) => {
        sent.push(request.input);
        return next(request);
      },
      { step: 'initialize', name: 'spy' },
    );
    const queue = new SqsMessageQueue({ client, name: 'events', queueUrl });
    const traceparent = '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01';
    await inRequest(() => queue.send([{ body: 'hush', traceparent }]));
    expect(telemetry.named('SQS.SendMessageBatch')).toMatchObject([
      {
        kind: 'client',
        attributes: {
          'messaging.system': 'aws_sqs',
          'messaging.operation.name': 'SendMessageBatch',
          'messaging.operation.type': 'send',
          'messaging.destination.name': queueUrl.split('/').at(-1),
          'messaging.batch.message_count': 1,
          'aws.sqs.queue.url': queueUrl,
        },
      },
    ]);
    expect(sent).toMatchObject([
      {
        Entries: [
          {
            MessageSystemAttributes: {
              AWSTraceHeader: {
                DataType: 'String',
                StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
              },
            },
          },
        ],
      },
    ]);
    expect(await queue.receive({ max: 1, waitMs: 0, visibilityMs: 60_000 })).toMatchObject([{ traceparent }]);
    client.destroy();
  });

  test('are what they were where nothing is measured', () => {
    const client = tables.newClient();
    const before = client.middlewareStack.identify().length;
    expect(instrumentClient(client, 'dynamodb', noTelemetry)).toBe(client);
    expect(client.middlewareStack.identify()).toHaveLength(before);
  });
});
