import { EngineUnavailable } from '@annals/domain';
import { attempt, event, newYear2026Micros } from '@annals/domain/testing';
import { afterEach, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { EngineFolders } from '../test/engine-folders.js';
import { openForReading } from './data-file.js';
import { ExpirySweep } from './expiry-sweep.js';
import { GroupCommit } from './group-commit.js';
import type { EmbeddedEngine } from './index.js';

const folders = new EngineFolders();
const atMs = newYear2026Micros / 1000;
const hourMs = 3_600_000;

afterEach(() => folders.removeAll());

async function fill({ repository }: EmbeddedEngine, count: number, expiresAt?: string): Promise<void> {
  const events = Array.from({ length: count }, (_, index) =>
    event({ id: `${expiresAt ?? 'lasting'}-${index}`, ...(expiresAt !== undefined && { expiresAt }) }),
  );
  await repository.append(
    events.map((one) => attempt(one)),
    atMs,
  );
}

function rowsIn({ dataDir }: EmbeddedEngine): unknown {
  const reader = openForReading(join(dataDir, 'annals.db'));
  const row = reader.prepare('SELECT count(*) AS count FROM events').get();
  reader.close();
  return row!['count'];
}

test('deletes what has expired by the clock and nothing else', async () => {
  let nowMs = atMs;
  const engine = await folders.open({ clock: { nowMicros: () => nowMs * 1000 } });
  await fill(engine, 1001, '2026-01-01T00:30:00Z');
  await fill(engine, 3, '2026-01-01T01:30:00Z');
  await fill(engine, 3);
  expect(await engine.removeExpired()).toBe(0);
  nowMs = atMs + hourMs;
  expect(await engine.removeExpired()).toBe(1001);
  expect(rowsIn(engine)).toBe(6);
  nowMs = atMs + 2 * hourMs;
  expect(await engine.removeExpired()).toBe(3);
  expect(rowsIn(engine)).toBe(3);
});

test('lets what is recorded meanwhile go before the rest of a sweep', async () => {
  const engine = await folders.open({ clock: { nowMicros: () => (atMs + hourMs) * 1000 } });
  await fill(engine, 1000, '2026-01-01T00:30:00Z');
  const order: string[] = [];
  const sweep = engine.removeExpired().then(() => order.push('sweep'));
  const write = fill(engine, 1).then(() => order.push('write'));
  await Promise.all([sweep, write]);
  expect(order).toEqual(['write', 'sweep']);
});

test('is one sweep when asked for twice', async () => {
  const engine = await folders.open({ clock: { nowMicros: () => (atMs + hourMs) * 1000 } });
  await fill(engine, 10, '2026-01-01T00:30:00Z');
  expect(await Promise.all([engine.removeExpired(), engine.removeExpired()])).toEqual([10, 10]);
  expect(await engine.removeExpired()).toBe(0);
});

test('happens by itself', async () => {
  const engine = await folders.open({
    clock: { nowMicros: () => (atMs + hourMs) * 1000 },
    sweepIntervalMs: 1,
  });
  await fill(engine, 600, '2026-01-01T00:30:00Z');
  while (rowsIn(engine) !== 0) await setImmediate();
});

test('ends quietly with the engine', async () => {
  const faults: unknown[] = [];
  const engine = await folders.open({
    clock: { nowMicros: () => (atMs + hourMs) * 1000 },
    onFault: (fault) => faults.push(fault),
  });
  await fill(engine, 1000, '2026-01-01T00:30:00Z');
  const sweep = engine.removeExpired();
  await engine.close();
  expect(await sweep).toBe(100);
  expect(faults).toEqual([]);
  await expect(engine.removeExpired()).rejects.toThrow(EngineUnavailable);
});

test('tells of a sweep that fails and tries again', async () => {
  const dataFile = join(await folders.make(), 'missing', 'annals.db');
  const writer = new GroupCommit({ dataFile }, () => {});
  const faults: unknown[] = [];
  const sweep = new ExpirySweep(writer, { nowMicros: () => 0 }, (fault) => faults.push(fault));
  sweep.start(1);
  while (faults.length < 2) await setImmediate();
  sweep.stop();
  await writer.close();
  expect(faults[0]).toBeInstanceOf(EngineUnavailable);
});
