import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { EngineUnavailable, type EventRepository } from '@annals/domain';
import { attempt, event, newYear2026Micros } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { createDynamoClient } from './dynamo-client.js';
import { DynamoEventRepository } from './dynamo-event-repository.js';

const atMs = newYear2026Micros / 1000;

const calls: [string, (repository: EventRepository) => Promise<unknown>][] = [
  ['append', (repository) => repository.append([attempt(event())], atMs)],
  ['find', (repository) => repository.find(event(), atMs)],
  ['list', (repository) => repository.list({ order: 'desc' }, { limit: 10, atMs })],
  ['ping', (repository) => repository.ping()],
];

/** States that every call throws `EngineUnavailable` because of an error. */
function expectUnavailable(endpoint: () => string, cause: object): void {
  test.each(calls)('%s says that the engine is unavailable, and why', async (_, call) => {
    const client = createDynamoClient(
      { region: 'us-east-1', endpoint: endpoint() },
      { requestTimeoutMs: 50, maxAttempts: 2 },
    );
    const unavailable = call(new DynamoEventRepository({ client, tableName: 'annals-absent' }));
    await expect(unavailable).rejects.toMatchObject({ engine: 'dynamodb', cause });
    await expect(unavailable).rejects.toBeInstanceOf(EngineUnavailable);
    client.destroy();
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
  expectUnavailable(() => `http://127.0.0.1:${port}`, { code: 'ECONNREFUSED' });

  test('is given up, with the defaults of a client, long before an API gateway gives up after 29 s', async () => {
    const client = createDynamoClient({ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` });
    await expect(client.send(new ListTablesCommand())).rejects.toMatchObject({ $metadata: { attempts: 3 } });
    // The handler tells its settings once it was used.
    const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = (
      client.config.requestHandler as NodeHttpHandler
    ).httpHandlerConfigs();
    client.destroy();
    expect(throwOnRequestTimeout).toBe(true);
    expect(connectionTimeout).toBeLessThan(requestTimeout!);
    // The SDK waits up to 1 s and then up to 2 s between three tries.
    expect((await client.config.maxAttempts()) * requestTimeout! + 3_000).toBeLessThanOrEqual(12_000);
  });
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
  expectUnavailable(endpoint, { name: 'TimeoutError' });

  test('is given up only after the last retry', () => {
    expect(requests).toBeGreaterThanOrEqual(calls.length * 2);
  });
});

describeOnDynamo('an engine without the table', (engine) => {
  expectUnavailable(() => engine().endpoint, { name: 'ResourceNotFoundException' });
});
