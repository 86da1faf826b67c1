import { afterEach, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EngineFolders } from '../test/engine-folders.js';
import type { EmbeddedEngine, EmbeddedQueue } from './index.js';
import { openQueueStore, type QueueStore } from './queue-store.js';

const folders = new EngineFolders();
const stores: QueueStore[] = [];
const now = { max: 10, waitMs: 0, visibilityMs: 60_000 } as const;

afterEach(async () => {
  for (const store of stores.splice(0)) store.close();
  await folders.removeAll();
});

function open(dataDir: string): QueueStore {
  const store = openQueueStore(dataDir);
  stores.push(store);
  return store;
}

/** An engine whose queue has buried messages of these bodies. */
async function engineWithDead(...bodies: readonly string[]): Promise<{ engine: EmbeddedEngine; queue: EmbeddedQueue }> {
  const engine = await folders.open();
  const queue = engine.queue('events', { maxReceives: 2 });
  await queue.send(bodies.map((body) => ({ body })));
  for (const message of await queue.receive(now)) await queue.bury(message, 'no use');
  return { engine, queue };
}

describe('the queues of a data folder', () => {
  test('tell a program beside the server what the server knows', async () => {
    const { engine, queue } = await engineWithDead('a', 'b');
    await queue.send([{ body: 'c' }]);
    const store = open(engine.dataDir);
    expect(store.dataDir).toBe(engine.dataDir);
    expect(await store.queue('events').deadLetters.list(10)).toEqual(await queue.deadLetters.list(10));
    expect(await store.queue('events').figures()).toMatchObject({ waiting: 1, inFlight: 0, dead: 2 });
    expect(await store.queue('sample').figures()).toEqual({ waiting: 0, inFlight: 0, dead: 0 });
  });

  test('give who waits in the server what is redriven beside it', async () => {
    const { engine, queue } = await engineWithDead('a', 'b');
    const { messageId } = (await queue.deadLetters.list(1))[0]!;
    const waiting = queue.receive({ ...now, waitMs: 20_000 });
    expect(await open(engine.dataDir).queue('events').deadLetters.redrive([messageId])).toBe(1);
    expect(await waiting).toMatchObject([{ messageId, receiveCount: 1 }]);
    expect(await queue.deadLetters.list(10)).toHaveLength(1);
  });

  test('are there without a server, and leave no log behind', async () => {
    const { engine } = await engineWithDead('a');
    await engine.close();
    const store = openQueueStore(engine.dataDir);
    expect(await store.queue('events').deadLetters.redrive()).toBe(1);
    store.close();
    expect(existsSync(join(engine.dataDir, 'annals.db-wal'))).toBe(false);
    const again = (await folders.open({ dataDir: engine.dataDir })).queue('events', { maxReceives: 2 });
    expect(await again.receive(now)).toMatchObject([{ body: 'a' }]);
  });

  test('say that another program holds the file, and do nothing then', async () => {
    const { engine } = await engineWithDead('a');
    const store = open(engine.dataDir);
    const holder = new DatabaseSync(join(engine.dataDir, 'annals.db'));
    holder.exec('BEGIN IMMEDIATE');
    await expect(store.queue('events').deadLetters.redrive()).rejects.toMatchObject({
      engine: 'sqlite',
      cause: { message: expect.stringContaining('database is locked') },
    });
    holder.close();
    expect(await store.queue('events').figures()).toMatchObject({ dead: 1 });
  });

  test('are not made where there is no data', async () => {
    const folder = join(await folders.make(), 'none');
    expect(() => openQueueStore(folder)).toThrow(`there is no data in ${folder}`);
    expect(existsSync(folder)).toBe(false);
  });
});
