import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from './support/program.js';
import { RawConnection } from './support/raw-connection.js';

let folder: string;
const started: Program[] = [];
const connections: RawConnection[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-main-'));
});
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  for (const program of started.splice(0)) {
    program.child.kill('SIGKILL');
    await program.ended;
  }
  await rm(folder, { recursive: true });
});

function start(environment: Readonly<Record<string, string>> = {}): Program {
  const program = Program.start({ DATA_DIR: folder, ...environment });
  started.push(program);
  return program;
}

const event = { id: '1', type: 't', payload: { number: 1 } };

function post(url: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/events`, { method: 'POST', headers, body: JSON.stringify(event) });
}

/** A request whose body has begun and not ended. */
async function begin(url: string): Promise<{ connection: RawConnection; finish: () => void }> {
  const connection = await RawConnection.open(Number(new URL(url).port));
  connections.push(connection);
  const body = JSON.stringify(event);
  const head = ['POST /events HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', 'Expect: 100-continue'];
  connection.send(...head, `Content-Length: ${body.length}`, '', '');
  await connection.until(/100 Continue/);
  return { connection, finish: () => connection.send(body) };
}

describe('the server program', () => {
  it('serves, says where and on what, and ends with 0 when it is asked to', async () => {
    const program = start();
    const url = await program.url();
    expect(JSON.parse(program.stdout.split('\n')[0]!)).toMatchObject({
      url,
      docs: `${url}/docs`,
      engine: 'sqlite',
      place: folder,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect((await post(url)).status).toBe(201);
    program.child.kill('SIGTERM');
    expect([await program.ended, program.stderr]).toEqual([0, '']);
  });

  it('finds what it recorded before it was killed', async () => {
    const first = start();
    await post(await first.url());
    first.child.kill('SIGKILL');
    await first.ended;
    const second = start();
    const found = await fetch(`${await second.url()}/events/1`);
    expect([found.status, await found.json()]).toMatchObject([200, event]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'answers what is under way when it gets %s, however often',
    async (signal) => {
      const program = start();
      const { connection, finish } = await begin(await program.url());
      program.child.kill(signal);
      await program.until(/"stopping"/);
      program.child.kill(signal);
      program.child.kill('SIGINT');
      finish();
      expect(await connection.untilClosed()).toContain('HTTP/1.1 201 Created');
      expect(await program.ended).toBe(0);
    },
  );

  it('ends when the process that started it is gone', async () => {
    const program = start();
    await program.url();
    program.child.disconnect();
    expect([await program.ended, program.stderr]).toEqual([0, '']);
  });

  it('serves on DynamoDB where its variables are set, and says what does not answer', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const program = start({ TABLE_NAME: 'annals', DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}` });
    const url = await program.url();
    expect(await (await fetch(url)).json()).toMatchObject({ engine: 'dynamodb' });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    for (const answer of [await fetch(`${url}/health/ready`), await fetch(`${url}/events/1`), await post(url)]) {
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await answer.json()).toMatchObject({ type: '/problems/unavailable', engine: 'dynamodb' });
    }
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  it('cuts off what takes longer than 10 s, says so, and ends with 1', async () => {
    const program = start();
    const { connection } = await begin(await program.url());
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(1);
    expect(program.stderr).toBe('annals: requests or queued events were still under way after 10 s and were cut off\n');
    await connection.untilClosed();
  });
});

describe('a server program that cannot start', () => {
  const failure = async (program: Program) => {
    expect(await program.ended).toBe(1);
    expect(program.stdout).toBe('');
    return program.stderr;
  };

  it('lists every fault of its environment', async () => {
    const lines = await failure(
      start({ PORT: 'http', HOST: '0.0.0.0', LOG_LEVEL: 'loud', DYNAMODB_ENDPOINT: 'nowhere' }),
    );
    expect(lines.split('\n').map((line) => line.split(' ', 2).join(' '))).toEqual([
      'annals: PORT',
      'annals: HOST',
      'annals: LOG_LEVEL',
      'annals: TABLE_NAME',
      'annals: DYNAMODB_ENDPOINT',
      '',
    ]);
  });

  it.each([
    [
      { HOST: '0.0.0.0' },
      /^annals: HOST 0\.0\.0\.0 is one that others reach, and AUTH_MODE=none lets everybody in: set [^\n]*\n$/,
    ],
    [
      { AUTH_MODE: 'iam' },
      /^annals: AUTH_MODE=iam is for Lambda, where API Gateway verifies the signatures; here nobody does: [^\n]*\n$/,
    ],
  ])('says in one line why callers cannot be told apart: %j', async (environment, line) => {
    expect(await failure(start(environment))).toMatch(line);
  });

  it('says in one line that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const line = await failure(start({ PORT: String(port) }));
    expect(line).toBe(`annals: address already in use 127.0.0.1:${port}: set PORT to a free one\n`);
    other.close();
  });

  it('says in one line that another server has its folder', async () => {
    await start().url();
    expect(await failure(start())).toMatch(/^annals: the data folder .* is in use by another server: [^\n]*\n$/);
  });

  it('says in one line that the place of its bucket is taken, and leaves the folder to another server', async () => {
    await writeFile(join(folder, 'bucket'), 'a file');
    expect(await failure(start())).toMatch(/^annals: .*bucket is not a folder [^\n]*\n$/);
    await rm(join(folder, 'bucket'));
    await start().url();
  });

  it('says in one line that its folder holds something else', async () => {
    await writeFile(join(folder, 'annals.db'), 'not a database, but more than a hundred bytes of text: '.repeat(10));
    expect(await failure(start())).toMatch(/^annals: .*annals\.db is not a SQLite database[^\n]*\n$/);
  });
});
