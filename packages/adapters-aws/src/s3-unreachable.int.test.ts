import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EngineUnavailable, type ObjectStore } from '@annals/domain';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { createS3Client } from './s3-client.js';
import { S3ObjectStore } from './s3-object-store.js';

const calls: [string, (store: ObjectStore) => Promise<unknown>][] = [
  ['head', (store) => store.head('k')],
  ['list', (store) => store.list('', { limit: 10 })],
];

/** States that every call throws `EngineUnavailable` because of an error. */
function expectUnavailable(endpoint: () => string, cause: object): void {
  test.each(calls)('%s says that the engine is unavailable, and why', async (_, call) => {
    const location = { region: 'us-east-1', endpoint: endpoint() };
    const client = createS3Client(location, { requestTimeoutMs: 50, maxAttempts: 2 });
    const unavailable = call(new S3ObjectStore({ client, bucket: 'main-bucket' }));
    await expect(unavailable).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(unavailable).rejects.toMatchObject({ engine: 's3', cause });
    client.destroy();
  });
}

describe('an S3 on an address on which nobody listens', () => {
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
    const client = createS3Client({ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` });
    const store = new S3ObjectStore({ client, bucket: 'main-bucket' });
    await expect(store.head('k')).rejects.toMatchObject({ cause: { $metadata: { attempts: 3 } } });
    // The handler tells its settings once it was used; the client's type does not say that it is this one.
    const handler = client.config.requestHandler as unknown as NodeHttpHandler;
    const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = handler.httpHandlerConfigs();
    client.destroy();
    expect(throwOnRequestTimeout).toBe(true);
    expect(connectionTimeout).toBeLessThan(requestTimeout!);
    // The SDK waits up to 1 s and then up to 2 s between three tries.
    expect((await client.config.maxAttempts()) * requestTimeout! + 3_000).toBeLessThanOrEqual(18_000);
  });
});

describe('an S3 that takes requests and never answers', () => {
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
