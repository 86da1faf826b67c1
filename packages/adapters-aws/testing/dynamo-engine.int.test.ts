import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { describeOnDynamo } from './describe-on-dynamo.js';
import { dynamoEngineSource, startDynamoEngine } from './dynamo-engine.js';

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

describe('the source of an engine for tests', () => {
  const elsewhere = { platform: 'darwin', arch: 'arm64', env: {} } as const;

  test('is the address in the environment where there is no binary', () => {
    const endpoint = 'http://127.0.0.1:8000';
    expect(dynamoEngineSource({ ...elsewhere, env: { DYNAMODB_ENDPOINT: endpoint } })).toEqual({
      kind: 'endpoint',
      endpoint,
    });
  });

  test('is none, with what to do about it, where there is neither', () => {
    const reason = expect.stringMatching(/on darwin-arm64; .* DYNAMODB_ENDPOINT$/) as unknown;
    expect(dynamoEngineSource(elsewhere)).toEqual({ kind: 'none', reason });
  });

  describeOnDynamo(
    'facts without an engine',
    () => test('run all the same', () => expect(true).toBe(false)),
    dynamoEngineSource(elsewhere),
  );
});

describeOnDynamo('an engine for tests', (engine) => {
  test('answers', async () => {
    expect(await answers(engine().endpoint)).toBe(true);
  });

  test('is left running where it was running', async () => {
    const borrowed = await startDynamoEngine({ kind: 'endpoint', endpoint: engine().endpoint });
    await borrowed.stop();
    expect(await answers(borrowed.endpoint)).toBe(true);
  });

  test('is gone once it was stopped', async () => {
    const started = await startDynamoEngine();
    await started.stop();
    expect(await answers(started.endpoint)).toBe(false);
  });

  test('leaves neither itself nor its data behind, even where the tests are killed', async () => {
    // Compiled, and by its file: the package's entry is for Jest only.
    const helper = new URL('../dist/testing/dynamo-engine.js', import.meta.url).href;
    const program = `
      const { startDynamoEngine } = await import(${JSON.stringify(helper)});
      process.stdout.write((await startDynamoEngine()).endpoint);`;
    const folder = await mkdtemp(join(tmpdir(), 'annals-killed-'));
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, TMPDIR: folder },
    });
    const [endpoint] = (await once(child.stdout, 'data')) as [Buffer];
    expect(await answers(endpoint.toString())).toBe(true);
    expect(await readdir(folder)).toHaveLength(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    while ((await answers(endpoint.toString())) || (await readdir(folder)).length > 0) await delay(10);
    await rm(folder, { recursive: true });
  });
});
