import { apiKey, describeApiKeyRepository } from '@annals/domain/testing';
import { EngineUnavailable } from '@annals/domain';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { attempt, event } from '@annals/domain/testing';
import { EngineFolders } from '../test/engine-folders.js';
import { EngineStartupError } from './engine-startup-error.js';
import { openKeyStore, type KeyStore } from './key-store.js';
import { migrate, migrations } from './schema.js';

const folders = new EngineFolders();
const stores: KeyStore[] = [];

function open(dataDir: string): KeyStore {
  const store = openKeyStore(dataDir);
  stores.push(store);
  return store;
}

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});
afterAll(() => folders.removeAll());

describeApiKeyRepository('SQLite', { empty: async () => open(await folders.make()).repository });

describe('the keys of a data folder', () => {
  test('can be made before any server has started there, for their owner only', async () => {
    const dataDir = join(await folders.make(), 'not', 'there');
    await open(dataDir).repository.add(apiKey('early'));
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    const engine = await folders.open({ dataDir });
    expect(await engine.apiKeys.find(apiKey('early').keyId)).toEqual(apiKey('early'));
  });

  test('are changed while a server has the folder, and it sees that at its next look', async () => {
    const engine = await folders.open();
    const { repository } = open(engine.dataDir);
    const key = apiKey('late');
    expect(await engine.apiKeys.find(key.keyId)).toBeUndefined();
    await repository.add(key);
    expect(await engine.apiKeys.find(key.keyId)).toEqual(key);
    await repository.revoke(key.keyId, 5);
    expect(await engine.apiKeys.find(key.keyId)).toEqual({ ...key, revokedAtMs: 5 });
  });

  test('are changed by another process while a server writes without a pause, and neither fails', async () => {
    const engine = await folders.open();
    let isDone = false;
    const writing = (async () => {
      let count = 0;
      for (; !isDone; count++) {
        const outcomes = await engine.repository.append([attempt(event({ id: String(count) }))], 0);
        expect(outcomes[0]).toMatchObject({ code: 'appended' });
      }
      return count;
    })();
    const store = new URL('../dist/key-store.js', import.meta.url).href;
    const keys = Array.from({ length: 20 }, (_, index) => apiKey(`concurrent-${index}`));
    const program = `
      const { openKeyStore } = await import(${JSON.stringify(store)});
      const store = openKeyStore(${JSON.stringify(engine.dataDir)});
      for (const key of ${JSON.stringify(keys)}) if (!(await store.repository.add(key))) process.exitCode = 1;
      store.close();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number];
    isDone = true;
    expect(code).toBe(0);
    expect(await writing).toBeGreaterThan(0);
    for (const key of keys) expect(await engine.apiKeys.find(key.keyId)).toEqual(key);
  });

  test('are made ready in a folder of an older version', async () => {
    const dataDir = await folders.make();
    const database = new DatabaseSync(join(dataDir, 'annals.db'));
    migrate(database, 'annals.db', migrations.slice(0, 1));
    database.close();
    expect(await open(dataDir).repository.list()).toEqual([]);
  });

  test('are left alone where a server of an older version has the folder', async () => {
    const engine = await folders.open();
    const database = new DatabaseSync(join(engine.dataDir, 'annals.db'));
    database.exec('PRAGMA user_version = 1');
    expect(() => openKeyStore(engine.dataDir)).toThrow(/is in use by another server/);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.close();
  });

  test('are left alone in a folder of a newer version', async () => {
    const dataDir = await folders.used();
    const database = new DatabaseSync(join(dataDir, 'annals.db'));
    database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    database.close();
    expect(() => openKeyStore(dataDir)).toThrow(EngineStartupError);
    expect(() => openKeyStore(dataDir)).toThrow(/is of version/);
  });

  test('leave no log behind once nobody has them open', async () => {
    const dataDir = await folders.used();
    const store = openKeyStore(dataDir);
    await store.repository.add(apiKey('one'));
    store.close();
    expect(existsSync(join(dataDir, 'annals.db-wal'))).toBe(false);
  });

  test('cannot be changed through the connection that the server reads by', async () => {
    const engine = await folders.open();
    const { apiKeys } = engine as unknown as { apiKeys: KeyStore['repository'] };
    await expect(apiKeys.add(apiKey('none'))).rejects.toThrow(EngineUnavailable);
  });
});
