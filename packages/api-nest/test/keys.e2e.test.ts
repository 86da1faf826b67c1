import { describeOnDynamo } from '@annals/adapters-aws/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoTables } from './support/dynamo-tables.js';
import { Program } from './support/program.js';

const program = fileURLToPath(new URL('../dist/cli/keys.js', import.meta.url));

type Variables = Readonly<Record<string, string>>;

/** Runs the command as the root script does, with these variables and no others of its own. */
async function run(variables: Variables, ...typed: string[]) {
  const child = spawn(process.execPath, [program, ...typed], { env: { PATH: process.env['PATH'], ...variables } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}

async function create(variables: Variables, owner: string, scopes: string, ...more: string[]): Promise<string> {
  const made = await run(variables, 'create', '--owner', owner, '--scopes', scopes, ...more);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^annals_[\w-]{16}\.[\w-]{43}\n$/) });
  return made.stdout.trim();
}

const idOf = (printed: string) => printed.slice('annals_'.length, printed.indexOf('.'));
const get = async (url: string, key: string) =>
  (await fetch(url, { headers: { authorization: `Bearer ${key}` } })).status;

/** What the command does, whichever engine the keys are in. */
function describeKeys(variables: () => Variables): void {
  test('makes, lists and revokes keys while a server has the engine, which goes by them at once', async () => {
    const server = Program.start({ ...variables(), AUTH_MODE: 'api-key' });
    try {
      const url = await server.url();
      expect((await fetch(`${url}/events`)).status).toBe(401);
      const reader = await create(variables(), 'a team', 'events:read');
      const writer = await create(variables(), 'a team', 'events:write,operations', '--expires', '90d');
      expect([await get(`${url}/events`, reader), await get(`${url}/events`, writer)]).toEqual([200, 403]);

      const listed = await run(variables(), 'list');
      expect(listed).toMatchObject({ code: 0, stderr: '' });
      const [head, ...rows] = listed.stdout.trimEnd().split('\n');
      expect(head).toMatch(/^KEY-ID +STATE +CREATED +EXPIRES +SCOPES +OWNER$/);
      expect(rows).toEqual([
        expect.stringMatching(new RegExp(`^${idOf(reader)}  good +\\S+Z  never +events:read +a team$`)),
        expect.stringMatching(new RegExp(`^${idOf(writer)}  good +\\S+Z  \\S+Z  events:write,operations  a team$`)),
      ]);
      expect(listed.stdout).not.toContain(reader.split('.')[1]!);

      const third = await run(variables(), 'create', '--owner', 'a team', '--scopes', 'events:read');
      expect(third).toEqual({
        code: 1,
        stdout: '',
        stderr: `a team has 2 keys that are good, ${idOf(reader)} and ${idOf(writer)}: revoke one\n`,
      });
      expect(await run(variables(), 'revoke', idOf(reader))).toEqual({
        code: 0,
        stdout: `key ${idOf(reader)} is revoked\n`,
        stderr: '',
      });
      expect(await get(`${url}/events`, reader)).toBe(401);
      expect((await run(variables(), 'list')).stdout).toContain(`${idOf(reader)}  revoked`);
      expect(await create(variables(), 'a team', 'events:read')).not.toBe(reader);
    } finally {
      server.child.kill('SIGTERM');
      await server.ended;
    }
    expect(server.stdout).not.toMatch(/annals_/);
  });

  test('says in one line that there is no key to revoke', async () => {
    const { code, stdout, stderr } = await run(variables(), 'revoke', 'Abcdefgh_-345678');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^there is no key Abcdefgh_-345678 in .*\n$/);
  });

  test('lists nothing where there are no keys, and says so', async () => {
    const { code, stdout, stderr } = await run(variables(), 'list');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^there are no keys in .*\n$/);
  });
}

describe('keys in a data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annals-keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const variables = () => ({ DATA_DIR: join(folder, 'data') });

  describeKeys(variables);

  test('are kept without their secrets', async () => {
    const printed = await create(variables(), 'x', 'events:read');
    const files = ['annals.db'].map((name) => readFile(join(folder, 'data', name), 'latin1'));
    const kept = (await Promise.all(files)).join('');
    expect(kept).toContain(idOf(printed));
    expect(kept).not.toContain(printed.split('.')[1]!);
  });

  test('are refused in one line where the folder is none', async () => {
    const { code, stderr } = await run({ DATA_DIR: '/dev/null' }, 'list');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^\/dev\/null is not a folder[^\n]*\n$/)]);
  });

  test('are left alone by bad arguments, which get a line each', async () => {
    const { code, stdout, stderr } = await run(variables(), 'create', '--scopes', 'all');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^--owner is required/),
      expect.stringMatching(/^all is no scope/),
    ]);
    expect((await run(variables())).stderr).toMatch(/^usage: npm run keys -- create [^\n]*\n$/);
  });
});

describeOnDynamo('keys in a table', (engine) => {
  let tables: DynamoTables;
  let table: Record<string, string>;
  beforeAll(() => {
    tables = new DynamoTables(engine().endpoint);
  });
  beforeEach(async () => {
    table = await tables.make();
  });
  afterAll(() => tables.close());

  describeKeys(() => table);

  test('are refused in one line where there is no table, with what makes it', async () => {
    const { code, stderr } = await run({ ...table, TABLE_NAME: 'another' }, 'list');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^there is no table another at http:[^\n]*; make it with: npm run table:create\n$/);
  });

  test('take the settings of the engine, whose faults get a line each', async () => {
    const { code, stderr } = await run({ TABLE_NAME: 'no spaces', DYNAMODB_ENDPOINT: 'nowhere' }, 'list');
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});
