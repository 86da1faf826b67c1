import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import {
  EngineUnavailable,
  type EventRepository,
  type ObjectRecordRepository,
  type ObjectStore,
  type ReceivedMessage,
} from '@annals/domain';
import { attempt, event, historyEntry, newYear2026Micros, objectState } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import type { Patience } from './client-configuration.js';
import { createDynamoClient } from './dynamo-client.js';
import { DynamoEventRepository } from './dynamo-event-repository.js';
import { DynamoObjectRecordRepository } from './dynamo-object-record-repository.js';
import { createS3Client } from './s3-client.js';
import { S3ObjectStore } from './s3-object-store.js';
import { createSqsClient } from './sqs-client.js';
import { SqsMessageQueue } from './sqs-message-queue.js';

const atMs = newYear2026Micros / 1000;
const impatient: Patience = { requestTimeoutMs: 50, maxAttempts: 2 };

/** Makes a call with a client of its own. */
type Call = (endpoint: string) => Promise<unknown>;

async function onDynamo<T>(
  endpoint: string,
  use: (options: { client: ReturnType<typeof createDynamoClient>; tableName: string }) => Promise<T>,
): Promise<T> {
  const client = createDynamoClient({ region: 'us-east-1', endpoint }, impatient);
  return use({ client, tableName: 'annals-absent' }).finally(() => client.destroy());
}

function onEvents(call: (repository: EventRepository) => Promise<unknown>): Call {
  return (endpoint) => onDynamo(endpoint, (options) => call(new DynamoEventRepository(options)));
}

function onObjects(call: (repository: ObjectRecordRepository) => Promise<unknown>): Call {
  return (endpoint) => onDynamo(endpoint, (options) => call(new DynamoObjectRecordRepository(options)));
}

function onBucket(call: (store: ObjectStore) => Promise<unknown>): Call {
  return async (endpoint) => {
    const client = createS3Client({ region: 'us-east-1', endpoint }, impatient);
    return call(new S3ObjectStore({ client, bucket: 'main-bucket' })).finally(() => client.destroy());
  };
}

function onQueue(call: (queue: SqsMessageQueue) => Promise<unknown>): Call {
  return async (endpoint) => {
    const client = createSqsClient({ region: 'us-east-1', endpoint }, impatient);
    const queue = new SqsMessageQueue({ client, name: 'events', queueUrl: `${endpoint}/000000000000/events` });
    return call(queue).finally(() => client.destroy());
  };
}

const bucket = 'main-bucket';
const message: ReceivedMessage = { messageId: 'm', receipt: 'r', body: 'b', sentAtMs: 0, receiveCount: 1 };
const receive = { max: 1, waitMs: 0, visibilityMs: 1_000 };
const dynamoCalls: [string, Call][] = [
  ['append', onEvents((events) => events.append([attempt(event())], atMs))],
  ['find', onEvents((events) => events.find(event(), atMs))],
  [
    'append of a batch',
    onEvents((events) =>
      events.append(
        ['a', 'b'].map((id) => attempt(event({ id }))),
        atMs,
      ),
    ),
  ],
  ['list', onEvents((events) => events.list({ order: 'desc' }, { limit: 10, atMs }))],
  ['ping', onEvents((events) => events.ping())],
  ['addToHistory', onObjects((objects) => objects.addToHistory(historyEntry()))],
  ['replaceCurrent', onObjects((objects) => objects.replaceCurrent(objectState(), { unchangedSince: undefined }))],
  ['findCurrent', onObjects((objects) => objects.findCurrent(objectState()))],
  ['listHistory', onObjects((objects) => objects.listHistory(objectState(), { limit: 10 }))],
  ['listLiving', onObjects((objects) => objects.listLiving(bucket, '', { limit: 10 }))],
  ['listByChange', onObjects((objects) => objects.listByChange({ bucket }, { limit: 10 }))],
];
const s3Calls: [string, Call][] = [
  ['head', onBucket((store) => store.head('k'))],
  ['findRemoval', onBucket((store) => store.findRemoval('k'))],
  ['list', onBucket((store) => store.list('', { limit: 10 }))],
];
const sqsCalls: [string, Call][] = [
  ['send', onQueue((queue) => queue.send([{ body: 'b' }]))],
  ['receive', onQueue((queue) => queue.receive(receive))],
  ['delete', onQueue((queue) => queue.delete(['r']))],
  ['release', onQueue((queue) => queue.release(message, 0))],
  ['bury', onQueue((queue) => queue.bury(message, 'no use'))],
  ['figures', onQueue((queue) => queue.figures())],
  ['list of the dead', onQueue((queue) => queue.deadLetters.list(1))],
  ['redrive', onQueue((queue) => queue.deadLetters.redrive())],
];

/** States that every call throws `EngineUnavailable` because of an error. */
function expectUnavailable(engine: string, calls: typeof dynamoCalls, endpoint: () => string, cause: object): void {
  test.each(calls)(`%s says that ${engine} is unavailable, and why`, async (_, call) => {
    const unavailable = call(endpoint());
    await expect(unavailable).rejects.toMatchObject({ engine, cause });
    await expect(unavailable).rejects.toBeInstanceOf(EngineUnavailable);
  });
}

describe('an address on which nobody listens', () => {
  let port: number;
  beforeAll(async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
    server.close();
    await once(server, 'close');
  });
  const endpoint = (): string => `http://127.0.0.1:${port}`;
  expectUnavailable('dynamodb', dynamoCalls, endpoint, { code: 'ECONNREFUSED' });
  expectUnavailable('s3', s3Calls, endpoint, { code: 'ECONNREFUSED' });
  expectUnavailable('sqs', sqsCalls, endpoint, { code: 'ECONNREFUSED' });

  test.each([
    [
      'DynamoDB',
      12_000,
      3_000,
      createDynamoClient,
      (client: unknown) => new DynamoEventRepository({ client, tableName: 't' } as never).ping(),
    ],
    [
      'S3',
      18_000,
      5_000,
      createS3Client,
      (client: unknown) => new S3ObjectStore({ client, bucket } as never).head('k'),
    ],
    [
      'SQS',
      18_000,
      // It may wait for messages before it says a word.
      25_000,
      createSqsClient,
      (client: unknown) =>
        new SqsMessageQueue({ client, name: 'events', queueUrl: 'http://sqs/0/events' } as never).receive(receive),
    ],
  ] as const)(
    'is given up by the defaults of a client of %s within %i ms, an answer after %i ms of silence, and an API gateway waits for 29 s',
    async (_, limitMs, silenceMs, create, call) => {
      const client = create({ region: 'us-east-1', endpoint: endpoint() });
      await expect(call(client)).rejects.toMatchObject({ cause: { $metadata: { attempts: 3 } } });
      // The handler tells its settings once it was used; the client's type does not say that it is this one.
      const handler = client.config.requestHandler as unknown as NodeHttpHandler;
      const { connectionTimeout, requestTimeout, socketTimeout, throwOnRequestTimeout } = handler.httpHandlerConfigs();
      client.destroy();
      expect(socketTimeout).toBe(silenceMs);
      expect(throwOnRequestTimeout).toBe(true);
      expect(connectionTimeout).toBeLessThan(requestTimeout!);
      // The SDK waits up to 1 s and then up to 2 s between three tries.
      expect((await client.config.maxAttempts()) * requestTimeout! + 3_000).toBeLessThanOrEqual(limitMs);
    },
  );
});

describe('an engine that takes requests and never answers', () => {
  let server: Server;
  let requests = 0;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    server = createServer((socket) => sockets.push(socket.on('data', () => requests++).on('error', () => undefined)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const endpoint = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expectUnavailable('dynamodb', dynamoCalls, endpoint, { name: 'TimeoutError' });
  expectUnavailable('s3', s3Calls, endpoint, { name: 'TimeoutError' });
  expectUnavailable('sqs', sqsCalls, endpoint, { name: 'TimeoutError' });

  test('is given up only after the last retry', () => {
    expect(requests).toBeGreaterThanOrEqual((dynamoCalls.length + s3Calls.length + sqsCalls.length) * 2);
  });
});

describe('an engine that falls silent in the middle of an answer', () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = createHttpServer((_, response) => response.writeHead(200, { 'content-length': 99 }).write('{'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });
  const endpoint = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expectUnavailable('dynamodb', dynamoCalls, endpoint, { name: 'TimeoutError' });
  const [, ...s3CallsWithBodies] = s3Calls;
  expectUnavailable('s3', s3CallsWithBodies, endpoint, { name: 'TimeoutError' });
});

describe.each([
  [200, '<html>welcome</html>', 1],
  [503, '<html>busy</html>', 1],
  [403, '<html>who are you?</html>', 30],
])('a proxy that answers %i with a page', (status, page, retryAfterSeconds) => {
  let server: HttpServer;
  beforeAll(async () => {
    server = createHttpServer((_, response) => response.writeHead(status).end(page));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => once(server.close(), 'close'));
  const endpoint = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  test.each(dynamoCalls)(`%s says that dynamodb is unavailable, for ${retryAfterSeconds} s`, async (_, call) => {
    const unavailable = call(endpoint());
    await expect(unavailable).rejects.toMatchObject({ engine: 'dynamodb', retryAfterSeconds });
    await expect(unavailable).rejects.toBeInstanceOf(EngineUnavailable);
  });
});

describeOnDynamo('an engine without the table', (engine) => {
  expectUnavailable('dynamodb', dynamoCalls, () => engine().endpoint, { name: 'ResourceNotFoundException' });
});
