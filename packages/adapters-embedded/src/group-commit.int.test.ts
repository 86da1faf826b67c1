import { EngineUnavailable } from '@annals/domain';
import { attempt, event, newYear2026Micros } from '@annals/domain/testing';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openForReading, prepareDataFile } from './data-file.js';
import type { EventRow } from './event-columns.js';
import { rowOf } from './event-row.js';
import { GroupCommit } from './group-commit.js';

const atMs = newYear2026Micros / 1000;

let folder: string;
let dataFile: string;
let faults: unknown[];
let writer: GroupCommit;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-'));
  dataFile = join(folder, 'annals.db');
  faults = [];
  prepareDataFile(dataFile, folder);
  writer = new GroupCommit({ dataFile }, (fault) => faults.push(fault));
});

afterEach(async () => {
  await writer.close();
  rmSync(folder, { recursive: true });
});

function rows(prefix: string, count: number): EventRow[] {
  return Array.from({ length: count }, (_, index) => rowOf(attempt(event({ id: `${prefix}-${index}` }))));
}

function storedCount(): unknown {
  const reader = openForReading(dataFile);
  const row = reader.prepare('SELECT count(*) AS count FROM events').get();
  reader.close();
  return row!['count'];
}

/** What clones but is no list of rows: the thread does not survive it. */
const fatal = { length: 16 } as unknown as EventRow[];

test('answers a single event in its turn while large batches queue', async () => {
  const order: string[] = [];
  const submit = async (name: string, count: number): Promise<void> => {
    await writer.append(rows(name, count), atMs);
    order.push(name);
  };
  const names = [...Array.from({ length: 10 }, (_, index) => `before-${index}`), 'single'];
  names.push(...Array.from({ length: 10 }, (_, index) => `after-${index}`));
  await Promise.all(names.map((name) => submit(name, name === 'single' ? 1 : 500)));
  expect(order).toEqual(names);
});

test('gives each of many operations of one turn its own result', async () => {
  const [first] = rows('same', 1);
  await writer.append([first!], atMs);
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      writer.append(index % 2 === 0 ? [first!] : rows(`new-${index}`, 1), atMs),
    ),
  );
  for (const [index, { present }] of results.entries()) expect(present).toHaveLength(index % 2 === 0 ? 1 : 0);
});

test('fails what the thread was given when it ends by a fault, says why, and goes on with another', async () => {
  await writer.append(rows('before', 1), atMs);
  const fated = [writer.append(fatal, atMs), writer.append(rows('behind', 1), atMs), writer.sweep(atMs, 1)];
  for (const outcome of await Promise.allSettled(fated)) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'EngineUnavailable', engine: 'sqlite' } });
  }
  expect(faults).toEqual([expect.objectContaining({ message: expect.stringContaining('not iterable') })]);
  await writer.append(rows('after', 1), atMs);
  expect(storedCount()).toBe(2);
});

test('fails what it is given while the data file cannot be opened, and recovers', async () => {
  const missing = new GroupCommit({ dataFile: join(folder, 'missing', 'annals.db') }, (fault) => faults.push(fault));
  for (const id of ['first', 'second'])
    await expect(missing.append(rows(id, 1), atMs)).rejects.toThrow(EngineUnavailable);
  expect(faults).toHaveLength(2);
  await missing.close();
});

test('fails what cannot cross to the thread, and nothing else', async () => {
  const uncloneable = [[() => {}]] as unknown as EventRow[];
  await expect(writer.append(uncloneable, atMs)).rejects.toThrow(EngineUnavailable);
  await writer.append(rows('after', 1), atMs);
  expect(storedCount()).toBe(1);
});

test('stores what was submitted before it is closed and refuses what comes later', async () => {
  const submitted = [writer.append(rows('many', 15), atMs), writer.append(rows('more', 500), atMs)];
  await writer.close();
  await expect(Promise.all(submitted)).resolves.toHaveLength(2);
  await expect(writer.append(rows('late', 1), atMs)).rejects.toThrow(EngineUnavailable);
  expect(storedCount()).toBe(515);
  expect(faults).toEqual([]);
});

test('keeps the heap of its thread small, however large the process was told to make heaps', async () => {
  const program = fileURLToPath(new URL('../test/heap-program.mjs', import.meta.url));
  const flags = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, join(folder, 'data')]);
  const heaps = JSON.parse(stdout) as { readonly own: number; readonly thread: number };
  const MiB = 1024 * 1024;
  expect(heaps.own).toBeGreaterThan(32 * MiB);
  expect(heaps.thread).toBeLessThan(24 * MiB);
});
