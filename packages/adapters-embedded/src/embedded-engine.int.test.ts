import { EngineUnavailable } from '@annals/domain';
import { attempt, event, newYear2026Micros } from '@annals/domain/testing';
import { afterEach, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EngineFolders } from '../test/engine-folders.js';
import { EngineProcess } from '../test/engine-process.js';
import { EngineStartupError } from './index.js';
import { migrations } from './schema.js';

const folders = new EngineFolders();
const atMs = newYear2026Micros / 1000;

afterEach(() => folders.removeAll());

async function refusal(dataDir: string): Promise<EngineStartupError> {
  const outcome = await folders.open({ dataDir }).catch((error: unknown) => error);
  if (outcome instanceof EngineStartupError) return outcome;
  throw new Error('it opened, or failed otherwise', { cause: outcome });
}

test('makes a folder that nobody else may enter, parents included', async () => {
  const parent = await folders.make();
  const { dataDir } = await folders.open({ dataDir: join(parent, 'new', 'data') });
  expect(dataDir).toBe(join(parent, 'new', 'data'));
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
});

test('finds after a restart what it had, in one file without a log', async () => {
  const engine = await folders.open();
  const one = event();
  await engine.repository.append([attempt(one)], atMs);
  await engine.close();
  expect(readdirSync(engine.dataDir).toSorted()).toEqual(['annals.db', 'lock.db']);
  const again = await folders.open({ dataDir: engine.dataDir });
  expect(await again.repository.find(one, atMs)).toEqual(one);
});

test('says that it is unavailable once it is closed, however often that is asked for', async () => {
  const engine = await folders.open();
  await Promise.all([engine.close(), engine.close()]);
  for (const use of [
    () => engine.repository.append([attempt(event())], atMs),
    () => engine.repository.find(event(), atMs),
    () => engine.repository.list({ order: 'asc' }, { limit: 1, atMs }),
    () => engine.repository.ping(),
  ])
    await expect(use()).rejects.toThrow(EngineUnavailable);
});

test('keeps a write-ahead log while it runs', async () => {
  const { dataDir } = await folders.open();
  expect(readdirSync(dataDir)).toContain('annals.db-wal');
});

test('serves nothing more, and says so, when its data file is damaged while it runs', async () => {
  const engine = await folders.open();
  const events = Array.from({ length: 1000 }, (_, index) => event({ id: `e${index}` }));
  await engine.repository.append(
    events.map((one) => attempt(one)),
    atMs,
  );
  await engine.close();
  const again = await folders.open({ dataDir: engine.dataDir });
  truncateSync(join(engine.dataDir, 'annals.db'), 8192);
  await expect(again.repository.list({ order: 'asc' }, { limit: 1000, atMs })).rejects.toThrow(EngineUnavailable);
});

describe('refuses to start, in one line,', () => {
  function expectOneLine({ message }: EngineStartupError, ...parts: string[]): void {
    expect(message).not.toContain('\n');
    for (const part of parts) expect(message).toContain(part);
  }

  test('beside another engine of the same process', async () => {
    const { dataDir } = await folders.open();
    const error = await refusal(dataDir);
    expect(error.code).toBe('in-use');
    expectOneLine(error, dataDir, 'another server');
  });

  test('beside another process, until that was killed', async () => {
    const dataDir = await folders.make();
    const other = new EngineProcess({ dataDir });
    await other.printed(1);
    expect(await refusal(dataDir)).toMatchObject({ code: 'in-use' });
    const third = new EngineProcess({ dataDir });
    expect(await third.finish()).toBe(3);
    expect(third.lines).toEqual([expect.stringMatching(/^in-use the data folder .* is in use by another server: /)]);
    await other.kill();
    await expect(folders.open({ dataDir })).resolves.toBeDefined();
  });

  test.each(['annals.db', 'lock.db'])('on a %s that is no database', async (name) => {
    const dataDir = await folders.make();
    writeFileSync(join(dataDir, name), 'Dear diary, '.repeat(1000));
    const error = await refusal(dataDir);
    expect(error.code).toBe('not-a-database');
    expectOneLine(error, join(dataDir, name), 'not a SQLite database');
    expect(readFileSync(join(dataDir, name), 'utf8')).toBe('Dear diary, '.repeat(1000));
  });

  test('on a file of a newer version', async () => {
    const dataDir = await folders.used();
    const newer = new DatabaseSync(join(dataDir, 'annals.db'));
    newer.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    newer.close();
    const error = await refusal(dataDir);
    expect(error.code).toBe('newer-version');
    expectOneLine(error, `version ${migrations.length + 1}`, 'start a newer program');
  });

  test('on a damaged file', async () => {
    const dataDir = await folders.used();
    truncateSync(join(dataDir, 'annals.db'), 4096);
    const error = await refusal(dataDir);
    expect(error.code).toBe('damaged');
    expectOneLine(error, 'is damaged');
  });

  test('where the path is a file, or leads through one', async () => {
    const file = join(await folders.make(), 'file');
    writeFileSync(file, '');
    for (const dataDir of [file, join(file, 'data')]) {
      const error = await refusal(dataDir);
      expect(error.code).toBe('not-a-folder');
      expectOneLine(error, dataDir);
    }
  });

  test('where the system lets no folder be made', async () => {
    expectOneLine(await refusal('/proc/annals'), '/proc/annals');
  });

  test('where another program holds the data file', async () => {
    const dataDir = await folders.used();
    const other = new DatabaseSync(join(dataDir, 'annals.db'));
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const error = await refusal(dataDir);
    other.close();
    expect(error.code).toBe('in-use');
    expectOneLine(error, 'annals.db is in use by another program');
  });

  describe('as a user without the right to write', () => {
    /** Root may write everywhere, so that the program becomes nobody; another user is refused as it is. */
    const userId = process.getuid?.() === 0 ? { userId: 65534 } : {};

    async function refusedLine(dataDir: string): Promise<string> {
      const started = new EngineProcess({ dataDir, ...userId });
      expect(await started.finish()).toBe(3);
      expect(started.lines).toHaveLength(1);
      return started.lines[0]!;
    }

    test('a folder', async () => {
      const parent = await folders.make();
      const dataDir = join(parent, 'data');
      chmodSync(parent, 0o755);
      mkdirSync(dataDir);
      chmodSync(dataDir, 0o555);
      expect(await refusedLine(dataDir)).toMatch(/^not-writable .*lock\.db cannot be written by this user: /);
      expect(await refusedLine(join(dataDir, 'new'))).toMatch(/^not-writable .*new cannot be written by this user: /);
    });

    test.each(['annals.db', 'lock.db'])('%s', async (name) => {
      const dataDir = await folders.used();
      for (const file of ['annals.db', 'lock.db']) chmodSync(join(dataDir, file), 0o666);
      chmodSync(join(dataDir, name), 0o444);
      chmodSync(dataDir, 0o777);
      expect(await refusedLine(dataDir)).toMatch(`not-writable ${join(dataDir, name)} cannot be written by this user`);
    });
  });
});
