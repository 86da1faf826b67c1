import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { HttpRequest } from '@smithy/types';
import { signatureOf } from '../test/signature.js';
import { directInserts, sdkInserts } from './batch-statements.js';
import { clientConfiguration } from './client-configuration.js';

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret', sessionToken: 'a-token' };

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answer = (response: ServerResponse, socket: Socket) => void;

/** The signature that a request ought to have. */
function rightSignature({ headers, body }: Received): string {
  return signatureOf({ method: 'POST', path: '/', query: {}, headers, body }, credentials.secretAccessKey);
}

describe('a call around the SDK', () => {
  let server: Server;
  let received: Received[];
  let sockets: Set<Socket>;
  let answers: Answer[];
  let client: DynamoDBDocumentClient;

  const succeed: Answer = (response) => response.end(JSON.stringify({ Responses: [{}, {}] }));
  const items = [
    { pk: 'a', sk: 'ä\u{1f600}', sizeBytes: 1, bytes: new Uint8Array([0, 255]), pairs: [['n', true]] },
    { pk: 'b', sk: 'EVENT', sizeBytes: 2 },
  ];

  function newClient(options: object = {}, requestTimeoutMs = 5_000): DynamoDBDocumentClient {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const configuration = clientConfiguration({ region: 'eu-central-1', endpoint }, { requestTimeoutMs });
    return DynamoDBDocumentClient.from(new DynamoDBClient({ ...configuration, credentials, ...options }));
  }

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      sockets.add(request.socket);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        (answers.shift() ?? succeed)(response, request.socket);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => {
    client?.destroy();
    [received, sockets, answers] = [[], new Set(), []];
    client = newClient();
  });
  afterAll(async () => {
    client.destroy();
    server.close();
    await once(server, 'close');
  });

  test('asks for what the SDK asks for', async () => {
    expect(await directInserts(client, 'table')(items)).toEqual([undefined, undefined]);
    expect(await sdkInserts(client, 'table')(items)).toEqual([undefined, undefined]);
    const [direct, sdk] = received as [Received, Received];
    expect(JSON.parse(direct.body)).toEqual(JSON.parse(sdk.body));
    for (const name of ['host', 'content-type', 'x-amz-target', 'x-amz-security-token'])
      expect(direct.headers[name]).toBe(sdk.headers[name]);
  });

  test('is signed, and says no more than it has to', async () => {
    await directInserts(client, 'table')(items);
    const [request] = received as [Received];
    expect(request.headers.authorization).toContain(`Signature=${rightSignature(request)}`);
    expect(Object.keys(request.headers).sort()).toEqual([
      'amz-sdk-invocation-id',
      'amz-sdk-request',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      'x-amz-content-sha256',
      'x-amz-date',
      'x-amz-security-token',
      'x-amz-target',
    ]);
  });

  test('keeps its connection for the next', async () => {
    const insert = directInserts(client, 'table');
    for (let calls = 0; calls < 5; calls++) await insert(items);
    expect([received.length, sockets.size]).toEqual([5, 1]);
  });

  test.each<[string, Answer]>([
    ['at once', (response) => response.end('{"Responses":[{},{}]}')],
    ['piece by piece', (response) => response.write('{"Responses":', () => response.end('[{},{}]}'))],
    ['in more than a buffer', (response) => response.end(`{"Responses":[{},{}]${' '.repeat(300_000)}}`)],
  ])('reads the whole of an answer that comes %s, and keeps its connection', async (_, answer) => {
    answers = [answer, answer];
    const insert = directInserts(client, 'table');
    for (let calls = 0; calls < 2; calls++) expect(await insert(items)).toEqual([undefined, undefined]);
    expect(sockets.size).toBe(1);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['eu-central-1', {}, 'https://dynamodb.eu-central-1.amazonaws.com/'],
    ['cn-north-1', {}, 'https://dynamodb.cn-north-1.amazonaws.com.cn/'],
    ['us-gov-west-1', {}, 'https://dynamodb.us-gov-west-1.amazonaws.com/'],
    ['us-east-1', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'https://dynamodb-fips.us-east-1.amazonaws.com/'],
    ['us-east-1', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'https://dynamodb.us-east-1.api.aws/'],
    ['us-east-1', { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:7777/base/' }, 'http://127.0.0.1:7777/base/'],
    ['us-east-1', { AWS_ENDPOINT_URL: 'https://vpce.example.com/base' }, 'https://vpce.example.com/base/'],
  ])('goes where the SDK goes, in %s with %j', async (region, variables, address) => {
    const before = { ...process.env };
    Object.assign(process.env, variables);
    const asked: HttpRequest[] = [];
    const requestHandler = {
      handle: (request: HttpRequest) => {
        asked.push(request);
        return Promise.reject(Object.assign(new Error('nobody goes there'), { $fault: 'client' }));
      },
    };
    try {
      const away = newClient({ region, endpoint: undefined, requestHandler });
      for (const inserts of [directInserts, sdkInserts])
        await expect(inserts(away, 'table')(items)).rejects.toThrow('nobody goes there');
    } finally {
      for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
    }
    for (const { protocol, hostname, port, path, headers } of asked) {
      expect(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`).toBe(address);
      expect(headers['authorization']).toContain(`/${region}/dynamodb/aws4_request`);
    }
    expect(asked).toHaveLength(2);
  });

  test.each<[string, Answer]>([
    ['an internal error', (response) => response.writeHead(500).end('{"__type":"x#InternalServerError"}')],
    ['a page of something in between', (response) => response.writeHead(503).end('<html>busy</html>')],
    [
      'too much at once',
      (response) => response.writeHead(400).end('{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException"}'),
    ],
    ['a connection that breaks', (_, socket) => socket.destroy()],
    [
      'an answer that breaks off',
      (response, socket) => response.writeHead(200, { 'content-length': 99 }).write('{', () => socket.destroy()),
    ],
  ])('is made again after %s', async (_, answer) => {
    answers = [answer];
    expect(await directInserts(client, 'table')(items)).toEqual([undefined, undefined]);
    expect(received.map(({ headers }) => headers['amz-sdk-request'])).toEqual(['attempt=1; max=3', 'attempt=2; max=3']);
    const [first, second] = received as [Received, Received];
    expect(second.headers['amz-sdk-invocation-id']).toBe(first.headers['amz-sdk-invocation-id']);
    expect(second.headers.authorization).toContain(`Signature=${rightSignature(second)}`);
  });

  test('is made again where an answer falls silent', async () => {
    const impatient = newClient({}, 200);
    answers = [(response) => response.writeHead(200, { 'content-length': 99 }).write('{')];
    expect(await directInserts(impatient, 'table')(items)).toEqual([undefined, undefined]);
    expect(received).toHaveLength(2);
    impatient.destroy();
  });

  test.each([
    ['no JSON', '<html>welcome</html>', 'DynamoDB answered 200'],
    ['nothing', '', 'DynamoDB answered 200'],
    ['null', 'null', 'DynamoDB answered 200'],
    ['no statements', '{}', 'DynamoDB answered 0 of 2 statements'],
  ])('does not take for done what was answered with %s', async (_, body, message) => {
    answers = [(response) => response.end(body)];
    const inserted = directInserts(client, 'table')(items);
    await expect(inserted).rejects.toMatchObject({ name: 'UnknownError', message, $fault: 'server' });
    expect(received).toHaveLength(1);
  });

  test.each<[string, object, object]>([
    ['a shape', { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException' }, {}],
    ['a shape and where it is told of', { __type: 'ThrottlingException:http://internal.amazon.com/coral/' }, {}],
    ['a code', { code: 'ThrottlingException' }, {}],
    ['a header', {}, { 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/coral/' }],
  ])('knows an error by %s, as the SDK does', async (_, body, headers) => {
    const throttle: Answer = (response) => response.writeHead(400, { ...headers }).end(JSON.stringify(body));
    for (const inserts of [directInserts, sdkInserts]) {
      answers = [throttle];
      await inserts(client, 'table')(items);
    }
    expect(received).toHaveLength(4);
  });

  test('takes the credentials that there are when it is made', async () => {
    let made = 0;
    const renewed = newClient({
      credentials: () =>
        Promise.resolve({ ...credentials, sessionToken: `token-${++made}`, expiration: new Date(Date.now() + 1_000) }),
    });
    const insert = directInserts(renewed, 'table');
    await insert(items);
    await insert(items);
    renewed.destroy();
    const tokens = received.map(({ headers }) => headers['x-amz-security-token']);
    expect(new Set(tokens).size).toBe(2);
    for (const request of received)
      expect(request.headers.authorization).toContain(`Signature=${rightSignature(request)}`);
  });

  test('fails with what DynamoDB says, where that is final', async () => {
    answers = [
      (response) =>
        response
          .writeHead(400, { 'x-amzn-requestid': 'r1' })
          .end('{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"no"}'),
    ];
    await expect(directInserts(client, 'table')(items)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'no',
      $fault: 'client',
      $metadata: { httpStatusCode: 400, requestId: 'r1', attempts: 1 },
    });
    expect(received).toHaveLength(1);
  });

  test('learns how far its clock is off, and signs again', async () => {
    const ahead = new Date(Date.now() + 3_600_000);
    answers = [
      (response) =>
        response
          .writeHead(400, { date: ahead.toUTCString() })
          .end('{"__type":"x#InvalidSignatureException","message":"Signature not yet current"}'),
    ];
    expect(await directInserts(client, 'table')(items)).toEqual([undefined, undefined]);
    const hours = received.map(({ headers }) => String(headers['x-amz-date']).slice(0, 11));
    expect(hours[1]).toBe(ahead.toISOString().replace(/[-:]/g, '').slice(0, 11));
    expect(hours[0]).not.toBe(hours[1]);
  });
});
