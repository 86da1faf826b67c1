import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeEach, beforeAll, describe, expect, test } from '@jest/globals';
import { directInserts, sdkInserts } from './batch-statements.js';
import { createDynamoClient } from './dynamo-client.js';

const items = [
  { pk: 'a', sk: 'EVENT' },
  { pk: 'b', sk: 'EVENT' },
];

describe.each([
  ['direct', directInserts],
  ['sdk', sdkInserts],
])('connections that are kept, of %s requests', (_, insertsOf) => {
  let server: Server;
  let sockets: Set<Socket>;
  /** What is done with a request on a connection of before. */
  let stale: ReadonlyMap<Socket, () => void>;
  /** Requests that wait for their answers. */
  let waiting: (() => void)[];
  let concurrent: number;

  beforeAll(async () => {
    server = createServer((request, response) => {
      sockets.add(request.socket);
      request.resume().on('end', () => {
        const refuse = stale.get(request.socket);
        if (refuse === undefined) waiting.push(() => response.end('{"Responses":[{},{}]}'));
        else refuse();
        if (waiting.length >= concurrent) for (const answer of waiting.splice(0)) answer();
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  beforeEach(() => {
    [sockets, stale, waiting] = [new Set(), new Map(), []];
  });
  afterAll(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  test.each<[string, (socket: Socket) => void]>([
    ['the other side has left', (socket) => socket.resetAndDestroy()],
    ['something in between swallows', () => undefined],
  ])('are more than a call has tries, and cost it one alone when %s', async (__, refuse) => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = createDynamoClient({ region: 'eu-central-1', endpoint }, { requestTimeoutMs: 500 });
    const insert = insertsOf(client, 'table');
    concurrent = 8;
    await Promise.all(Array.from({ length: concurrent }, () => insert(items)));
    expect(sockets.size).toBe(8);
    stale = new Map([...sockets].map((socket) => [socket, () => refuse(socket)]));
    concurrent = 1;
    await insert(items);
    expect(sockets.size).toBe(9);
    client.destroy();
  });
});
