import { afterEach, describe, expect, test } from '@jest/globals';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { SettlingFiles, type FileLook, type SettlingParts } from './settling-files.js';

let settling: SettlingFiles | undefined;
afterEach(() => settling?.close());

const old: FileLook = { path: '/k', print: 'old', touchedMs: 0 };

/** Settles files that are as `parts` says: `recorded` are the keys that were recorded. */
function settle(parts: Partial<SettlingParts>): { settling: SettlingFiles; recorded: string[]; faults: unknown[] } {
  const recorded: string[] = [];
  const faults: unknown[] = [];
  settling = new SettlingFiles({
    quietMs: 20,
    look: () => Promise.resolve(old),
    openForWriting: () => Promise.resolve(new Set()),
    record: (key) => Promise.resolve(recorded.push(key)),
    onFault: (fault) => faults.push(fault),
    ...parts,
  });
  return { settling, recorded, faults };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(2);
}

describe('a key that was heard of', () => {
  test('is recorded once, however often it was heard of before', async () => {
    const { settling, recorded } = settle({});
    for (let time = 0; time < 5; time++) settling.observe('k');
    expect(settling.has('k')).toBe(true);
    await settling.settled();
    expect(recorded).toEqual(['k']);
    expect(settling.has('k')).toBe(false);
  });

  test('is not recorded as long as its file changes between two looks', async () => {
    let looks = 0;
    const look = (): Promise<FileLook> =>
      Promise.resolve({ path: '/k', print: String(Math.min(++looks, 5)), touchedMs: Date.now() });
    const { settling, recorded } = settle({ look });
    settling.observe('k');
    await until(() => looks === 5);
    expect(recorded).toEqual([]);
    await settling.settled();
    expect(recorded).toEqual(['k']);
    expect(looks).toBe(6);
  });

  test('is not recorded as long as a program has its file open for writing', async () => {
    const open = new Set(['/k']);
    let asked = 0;
    const openForWriting = (): Promise<ReadonlySet<string>> => {
      asked++;
      return Promise.resolve(open);
    };
    const { settling, recorded } = settle({ openForWriting });
    settling.observe('k');
    await until(() => asked === 3);
    expect(recorded).toEqual([]);
    open.clear();
    await settling.settled();
    expect(recorded).toEqual(['k']);
  });

  test('is recorded as gone only when its file is gone at two looks', async () => {
    const looks = [undefined, { ...old, print: 'back', touchedMs: Date.now() }, undefined, undefined];
    let looked = 0;
    const { settling, recorded } = settle({ look: () => Promise.resolve(looks[looked++]) });
    settling.observe('k');
    await settling.settled();
    expect([looked, recorded]).toEqual([4, ['k']]);
  });

  test('is recorded again when it is heard of while it is recorded', async () => {
    const gates = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()];
    let records = 0;
    const { settling } = settle({ record: () => gates[records++]!.promise });
    settling.observe('k');
    await until(() => records === 1);
    settling.observe('k');
    gates[0]!.resolve(undefined);
    await until(() => records === 2);
    gates[1]!.resolve(undefined);
    await settling.settled();
    expect(records).toBe(2);
  });
});

describe('a key that cannot be recorded', () => {
  test('is tried again, and the fault is told once for all until one succeeds', async () => {
    let isFailing = true;
    const failed = new Set<string>();
    const record = (key: string): Promise<unknown> => {
      if (!isFailing) return Promise.resolve();
      failed.add(key);
      return Promise.reject(new Error('full'));
    };
    const { settling, faults } = settle({ record });
    for (const key of ['a', 'b', 'c']) settling.observe(key);
    await until(() => failed.size === 3);
    isFailing = false;
    await settling.settled();
    expect(faults).toEqual([new Error('full')]);
  });

  test('nor looked at is tried again too', async () => {
    let looks = 0;
    const look = (): Promise<FileLook> =>
      looks++ === 0 ? Promise.reject(new Error('unreadable')) : Promise.resolve(old);
    const { settling, recorded, faults } = settle({ look });
    settling.observe('k');
    await settling.settled();
    expect([recorded, faults]).toEqual([['k'], [new Error('unreadable')]]);
  });
});

test('no more than eight are recorded at once', async () => {
  let running = 0;
  let most = 0;
  const record = async (): Promise<void> => {
    most = Math.max(most, ++running);
    await setTimeout(1);
    running--;
  };
  const { settling } = settle({ record });
  for (let key = 0; key < 100; key++) settling.observe(String(key));
  await settling.settled();
  expect(most).toBe(8);
});

test('who observes many waits for room', async () => {
  const gate = Promise.withResolvers<unknown>();
  let records = 0;
  const { settling } = settle({ record: () => (records++, gate.promise) });
  for (let key = 0; key < 2000; key++) settling.observe(String(key));
  let hasRoom = false;
  const room = settling.room().then(() => (hasRoom = true));
  await until(() => records === 8);
  expect(hasRoom).toBe(false);
  gate.resolve(undefined);
  await room;
  expect(hasRoom).toBe(true);
});

test('closing waits for what is being recorded, and forgets the rest', async () => {
  const gate = Promise.withResolvers<unknown>();
  let records = 0;
  const { settling } = settle({ record: () => (records++, gate.promise) });
  for (let key = 0; key < 20; key++) settling.observe(String(key));
  await until(() => records === 8);
  let isClosed = false;
  const closed = settling.close().then(() => (isClosed = true));
  await setImmediate();
  expect(isClosed).toBe(false);
  gate.resolve(undefined);
  await closed;
  settling.observe('later');
  await settling.settled();
  expect(records).toBe(8);
});
