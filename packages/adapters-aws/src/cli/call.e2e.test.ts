import { spawn } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

const program = fileURLToPath(new URL('../../dist/cli/call.js', import.meta.url));

/** A request as it came. */
interface Received {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

let server: Server;
let url: string;
let received: Received[];
let answer: { readonly status: number; readonly body: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    void buffer(request).then((body) => {
      received.push({ request, body });
      response.writeHead(answer.status, { 'content-type': 'text/plain', 'x-request-id': 'of-the-server' });
      response.end(answer.body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  received = [];
  answer = { status: 200, body: 'the answer' };
});
afterAll(() => void server.close());

type Variables = Readonly<Record<string, string>>;

/** Runs the compiled command as the root script does, with these variables and no others of its own. */
async function run(variables: Variables, typed: readonly string[], input = '') {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...variables };
  const child = spawn(process.execPath, [program, ...typed], { env });
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}

const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

/**
 * The signature that a request must have, made from what arrived and written down anew, without the SDK.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function signatureOf({ request, body }: Received, region: string): string {
  const [, scope, signedHeaders] = /Credential=AKIDEXAMPLE\/(\S+), SignedHeaders=(\S+),/.exec(
    request.headers.authorization!,
  )! as unknown as [string, string, string];
  const [path, query = ''] = request.url!.split('?', 2) as [string, string?];
  const escape = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const canonical = [
    request.method,
    path.split('/').map(escape).join('/'),
    query.split('&').sort().join('&'),
    ...signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signedHeaders,
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const date = request.headers['x-amz-date'] as string;
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const key = [date.slice(0, 8), region, 'execute-api', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${credentials.AWS_SECRET_ACCESS_KEY}`,
  );
  return createHmac('sha256', key).update(['AWS4-HMAC-SHA256', date, scope, hashed].join('\n')).digest('hex');
}

function expectSigned(one: Received, region: string, ...names: readonly string[]): void {
  const { authorization = '' } = one.request.headers;
  expect(authorization).toMatch(new RegExp(`/${region}/execute-api/aws4_request, SignedHeaders=`));
  expect(/Signature=([0-9a-f]{64})$/.exec(authorization)?.[1]).toBe(signatureOf(one, region));
  expect(/SignedHeaders=([^,]+),/.exec(authorization)![1]!.split(';')).toEqual(
    expect.arrayContaining(['host', 'x-amz-date', ...names]),
  );
}

describe('a call that is signed', () => {
  test.each([
    ['GET', '/events'],
    ['GET', '/events?subject=a b&source=/shop&type=x%2By'],
    ['GET', "/objects/record?key=%F0%9F%A6%8A/a+b/~'()*!&bucket="],
    ['GET', '/events?limit=2&limit=10&cursor=v1.2.3'],
    ['DELETE', '/prod/events/a%20b/~c'],
  ])('has the signature that its receiver computes: %s %s', async (method, path) => {
    const ended = await run(credentials, [method, path, '--url', url, '--sign', '--region', 'eu-central-1']);
    expect(ended).toEqual({ code: 0, stdout: 'the answer', stderr: '' });
    expectSigned(received[0]!, 'eu-central-1');
  });

  test('is signed with its body, its type and the session that the credentials belong to', async () => {
    const variables = {
      ...credentials,
      AWS_SESSION_TOKEN: 'of+the/session==',
      AWS_REGION: 'us-west-2',
      ANNALS_URL: url,
    };
    await run(variables, ['post', '/events', '--sign', '-d', '{"id":"ä🦊"}']);
    expect(received[0]!.body.toString()).toBe('{"id":"ä🦊"}');
    expect(received[0]!.request.headers['content-type']).toBe('application/json');
    expectSigned(received[0]!, 'us-west-2', 'content-type', 'x-amz-security-token');
  });

  test('is signed with the credentials of a profile', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'annals-call-'));
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = credentials;
    const file = join(folder, 'credentials');
    await writeFile(file, `[mine]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`);
    const variables = {
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_CONFIG_FILE: join(folder, 'none'),
      AWS_REGION: 'eu-west-1',
    };
    const ended = await run(variables, ['GET', '/', '--url', url, '--sign', '--profile', 'mine']);
    await rm(folder, { recursive: true });
    expect(ended.stderr).toBe('');
    expectSigned(received[0]!, 'eu-west-1');
  });

  test('says in one line that there are no credentials, or that the region is missing', async () => {
    const none = await run({}, ['GET', '/', '--url', url, '--sign', '--region', 'eu-west-1']);
    expect([none.code, none.stderr]).toEqual([
      1,
      expect.stringMatching(/^the call was not made.*credential[^\n]*\n$/i),
    ]);
    const nowhere = await run(credentials, ['GET', '/', '--url', url, '--sign']);
    expect([nowhere.code, nowhere.stderr]).toEqual([
      1,
      expect.stringMatching(/^--region \(or AWS_REGION\) is required/),
    ]);
    expect(received).toEqual([]);
  });
});

describe('a call', () => {
  test.each([
    [{}, ['--key', 'annals_a.b'], { 'x-api-key': 'annals_a.b' }],
    [{ ANNALS_KEY: 'annals_a.b' }, [], { 'x-api-key': 'annals_a.b' }],
    [{}, ['--token', 'abc'], { authorization: 'Bearer abc' }],
    [{ ANNALS_TOKEN: 'abc' }, [], { authorization: 'Bearer abc' }],
    [{ ANNALS_KEY: 'annals_a.b' }, ['--token', 'abc'], { authorization: 'Bearer abc' }],
  ])('with %j and %j sends the key or the token', async (variables, typed, expected) => {
    await run(variables, ['GET', '/events', '--url', url, ...typed]);
    const { headers } = received[0]!.request;
    expect({ authorization: headers.authorization, 'x-api-key': headers['x-api-key'] }).toEqual({
      authorization: undefined,
      'x-api-key': undefined,
      ...expected,
    });
  });

  test('sends nothing of who makes it where nobody says, nor to a host that is not of API Gateway', async () => {
    await run(credentials, ['GET', '/events', '--url', url]);
    expect(received[0]!.request.headers).not.toHaveProperty('authorization');
  });

  test('prints the body as it came, and before it status and fields on request', async () => {
    answer = { status: 201, body: 'first line\nsecond 🦊' };
    expect((await run({}, ['GET', '/', '--url', url])).stdout).toBe(answer.body);
    const { code, stdout } = await run({}, ['GET', '/', '-i', '--url', url]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^HTTP\/1\.1 201 Created\n(?:[a-z-]+: .*\n)*x-request-id: of-the-server\n(?:[a-z-]+: .*\n)*\nfirst line\nsecond 🦊$/u,
    );
  });

  test.each([400, 401, 404, 500, 503])(
    'fails, and prints the answer all the same, where the status is %i',
    async (status) => {
      answer = { status, body: '{"type":"/problems/x"}' };
      expect(await run({}, ['GET', '/', '--url', url])).toEqual({ code: 1, stdout: answer.body, stderr: '' });
    },
  );

  test('takes its body from a file and from standard input, of whatever type', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'annals-call-'));
    const file = join(folder, 'lines');
    await writeFile(file, '{"id":1}\n{"id":2}\n');
    const lines = ['-H', 'Content-Type: application/x-ndjson', '-H', 'Prefer: respond-async'];
    await run({}, ['POST', '/events/batch', '--url', url, ...lines, '--data', `@${file}`]);
    await run({}, ['POST', '/events/batch', '--url', url, ...lines, '--data', '@-'], 'from input');
    await rm(folder, { recursive: true });
    expect(received.map(({ body }) => body.toString())).toEqual(['{"id":1}\n{"id":2}\n', 'from input']);
    for (const { request } of received)
      expect(request.headers).toMatchObject({ 'content-type': 'application/x-ndjson', prefer: 'respond-async' });
  });

  test('keeps the prefix of a stage', async () => {
    await run({ ANNALS_URL: `${url}/prod/` }, ['GET', '/events?limit=1']);
    expect(received[0]!.request.url).toBe('/prod/events?limit=1');
  });

  test('says in one line that nobody answers', async () => {
    const { code, stdout, stderr } = await run({}, ['GET', '/', '--url', 'http://127.0.0.1:9']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^the call was not made, or not answered: .*ECONNREFUSED.*\n$/);
  });

  test.each([
    [[], /^usage: npm run call -- /],
    [['GET'], /^usage: /],
    [['GET', 'events'], /^usage: /],
    [['GET', '/', '/more'], /^usage: /],
    [['GET', '/', '--unknown'], /^usage: /],
    [['GET', '/', '--url', 'annals.example.org'], /^--url \(or ANNALS_URL\) must be an http or https URL/],
    [['GET', '/', '--url', 'http://[::1'], /^--url \(or ANNALS_URL\) must be/],
    [['POST', '/', '-d', '@/nonexistent/file'], /^--data names \/nonexistent\/file, which cannot be read/],
    [['GET', '/', '-H', 'no field'], /^--header must be a field/],
    [['GET', '/', '--key', 'a', '--sign'], /^only one of --key, --token and --sign/],
  ])('refuses %j in one line', async (typed, line) => {
    const { code, stdout, stderr } = await run({ AWS_REGION: 'eu-west-1' }, typed);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
