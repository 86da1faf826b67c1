import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { describeOnDynamo } from '../../testing/index.js';
import { EventTables } from '../../test/event-tables.js';
import { changeShardCounts } from '../change-shard-counts.js';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a compiled command as the root scripts do, with these variables and no others of its own. */
async function run(
  command: 'table-create' | 'table-shards',
  variables: NodeJS.ProcessEnv,
  ...parameters: string[]
): Promise<Ended> {
  const program = fileURLToPath(new URL(`../../dist/cli/${command}.js`, import.meta.url));
  const child = spawn(process.execPath, [program, ...parameters], { env: { PATH: process.env['PATH'], ...variables } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}

describe('the commands without the settings that they need', () => {
  test.each(['table-create', 'table-shards'] as const)('%s names every fault and does nothing', async (command) => {
    const { code, stdout, stderr } = await run(command, { TABLE_NAME: 'no spaces', DYNAMODB_ENDPOINT: 'nowhere' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^TABLE_NAME must be/),
      expect.stringMatching(/^DYNAMODB_ENDPOINT must be/),
    ]);
  });

  test('says in one line that the engine is not there', async () => {
    const variables = { TABLE_NAME: 'annals', DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' };
    const { code, stderr } = await run('table-create', variables);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DynamoDB at http:\/\/127\.0\.0\.1:1 did not do it: .*ECONNREFUSED.*\n$/);
  });
});

describeOnDynamo('the commands', (engine) => {
  let tables: EventTables;
  let tableName: string;
  const variables = (): NodeJS.ProcessEnv => ({ TABLE_NAME: tableName, DYNAMODB_ENDPOINT: engine().endpoint });
  beforeAll(() => {
    tables = new EventTables(engine().endpoint);
  });
  beforeEach(() => {
    tableName = tables.newName();
  });
  afterAll(() => tables.close());

  test('table-create makes the table, and is content with it the second time', async () => {
    const first = await run('table-create', variables());
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toBe(`table ${tableName} made\nexpired events are deleted (time to live enabled)\n`);
    const second = await run('table-create', variables());
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toContain(`table ${tableName} was there and fits\n`);
  });

  test('table-create leaves another table of the name alone and says in one line how it differs', async () => {
    await tables.client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    const { code, stderr } = await run('table-create', variables());
    expect(code).toBe(1);
    expect(stderr).toMatch(/^the table \S+ is not as Annals needs it: its key is id \(HASH\), must be pk .*\n$/);
  });

  test('table-shards shows the counts, and lowers the one of writes', async () => {
    tableName = await tables.make();
    const shown = await run('table-shards', variables());
    expect(shown).toEqual({ code: 0, stderr: '', stdout: `table ${tableName}: lists read 4 shards, writes go to 4\n` });
    const lowered = await run('table-shards', variables(), '2');
    expect(lowered.stdout.split('\n')).toEqual([
      'writes now go to 2 shards (before: 4)',
      `table ${tableName}: lists read 4 shards, writes go to 2`,
      '',
    ]);
  });

  test('table-shards says that it waits before it raises writes', async () => {
    tableName = await tables.make();
    const program = fileURLToPath(new URL('../../dist/cli/table-shards.js', import.meta.url));
    const child = spawn(process.execPath, [program, '8'], { env: { PATH: process.env['PATH'], ...variables() } });
    let stdout = '';
    for await (const chunk of child.stdout) if ((stdout += String(chunk)).includes('waiting')) break;
    child.kill();
    await once(child, 'exit');
    expect(stdout).toContain('lists now read 8 shards (before: 4)\nwaiting 75 s');
    const { stdout: shown } = await run('table-shards', variables());
    expect(shown).toContain('lists read 8 shards, writes go to 4');
  });

  test.each([['0'], ['257'], ['-3'], ['four'], ['1e2'], [''], ['4', '8']])(
    'table-shards refuses %j in one line and changes nothing',
    async (...parameters) => {
      tableName = await tables.make();
      await changeShardCounts(
        { client: tables.client, tableName },
        3,
        () => Promise.resolve(),
        () => undefined,
      );
      const { code, stdout, stderr } = await run('table-shards', variables(), ...parameters);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^usage: npm run table:shards -- \[count\], an integer of 1 to 256; .*\n$/);
      expect((await run('table-shards', variables())).stdout).toContain('writes go to 3');
    },
  );

  test('table-shards says in one line that there is no table, and what makes it', async () => {
    const { code, stderr } = await run('table-shards', variables());
    expect(code).toBe(1);
    expect(stderr).toBe(`there is no table ${tableName} at ${engine().endpoint}; make it with: npm run table:create\n`);
  });
});
