import { describe, expect, test } from '@jest/globals';
import { EngineUnavailable } from '@annals/domain';
import {
  InMemoryObjectRecordRepository,
  InMemoryObjectStore,
  newYear2026Micros,
  objectState,
} from '@annals/domain/testing';
import { context, keptLog } from '../test/support/invocations.js';
import { createReconciliationHandler, type Checkpoint } from './reconciliation-handler.js';

const bucket = 'main-bucket';

class KeptCheckpoint implements Checkpoint {
  readonly written: (string | undefined)[] = [];

  read(): Promise<string | undefined> {
    return Promise.resolve(this.written.at(-1));
  }

  write(after: string | undefined): Promise<void> {
    this.written.push(after);
    return Promise.resolve();
  }
}

/** A handler on fakes. Each look at the bucket takes a second of the clock and of the invocation. */
async function setUp(keyCount: number) {
  const repository = new InMemoryObjectRecordRepository();
  const store = new InMemoryObjectStore(bucket);
  for (let index = 0; index < keyCount; index++)
    await store.put(`k${String(index).padStart(3, '0')}`, Buffer.from('1'));
  const checkpoint = new KeptCheckpoint();
  const { logger, lines } = keptLog();
  let seconds = 86_400;
  let failAfter = Infinity;
  const slow = Object.assign(Object.create(store) as InMemoryObjectStore, {
    head: (key: string) => {
      seconds++;
      if (failAfter-- <= 0) return Promise.reject(new EngineUnavailable('s3', 1, { cause: new Error('slow down') }));
      return store.head(key);
    },
    list: store.list.bind(store),
  });
  const clock = { nowMicros: () => newYear2026Micros + seconds * 1_000_000 };
  const handle = createReconciliationHandler({ repository, store: slow, clock, checkpoint, logger });
  const invoke = (limitSeconds: number): ReturnType<typeof handle> => {
    const endSeconds = seconds + limitSeconds;
    return handle(
      {},
      context(() => (endSeconds - seconds) * 1000),
    );
  };
  const living = async (): Promise<number> => (await repository.listLiving(bucket, '', { limit: 1000 })).items.length;
  return { invoke, checkpoint, repository, store, living, lines, failAfter: (looks: number) => (failAfter = looks) };
}

describe('a reconciliation on a schedule', () => {
  test('repairs the whole bucket where there is time, and says what it found', async () => {
    const { invoke, living, repository, checkpoint, lines } = await setUp(3);
    for (const key of ['gone', 'k001'])
      await repository.replaceCurrent(objectState({ key }), { unchangedSince: undefined });
    const report = { examined: 4, missing: 2, stale: 1, gone: 1, lost: 0, done: true };
    expect(await invoke(300)).toEqual(report);
    expect(await living()).toBe(3);
    expect(checkpoint.written).toEqual([undefined]);
    expect(lines).toMatchObject([{ level: 'INFO', message: 'bucket reconciled', requestId: 'request-1', ...report }]);
    expect(await invoke(300)).toEqual({ examined: 3, missing: 0, stale: 0, gone: 0, lost: 0, done: true });
  });

  test('stops well before its time is up, goes on where it stopped, and starts over when it is done', async () => {
    const { invoke, living, checkpoint } = await setUp(100);
    const first = await invoke(60);
    expect(first).toMatchObject({ done: false });
    // A third of a minute is kept back.
    expect(first.examined).toBe(40);
    expect(await living()).toBe(40);
    expect(checkpoint.written.at(-1)).toBe('k039');
    expect(await invoke(60)).toMatchObject({ examined: 40, missing: 40, done: false });
    expect(await invoke(60)).toMatchObject({ examined: 20, missing: 20, done: true });
    expect(await living()).toBe(100);
    expect(checkpoint.written.at(-1)).toBeUndefined();
    expect(await invoke(60)).toMatchObject({ examined: 100, missing: 0, done: true });
  });

  test('gets on however short its time is', async () => {
    const { invoke, living } = await setUp(3);
    for (let count = 1; count <= 3; count++) {
      expect(await invoke(1)).toMatchObject({ examined: 1 });
      expect(await living()).toBe(count);
    }
  });

  test('keeps what it came to, every half minute, also where it fails then', async () => {
    const { invoke, checkpoint, living, failAfter } = await setUp(100);
    failAfter(70);
    await expect(invoke(300)).rejects.toBeInstanceOf(EngineUnavailable);
    expect(checkpoint.written).toEqual(['k029', 'k059']);
    failAfter(Infinity);
    expect(await invoke(300)).toMatchObject({ examined: 40, done: true });
    expect(await living()).toBe(100);
  });

  test('tells what a notification mended while it looked', async () => {
    const { invoke, repository, store } = await setUp(1);
    const head = store.head.bind(store);
    store.head = async (key) => {
      await repository.replaceCurrent(objectState({ key }), { unchangedSince: undefined });
      return head(key);
    };
    expect(await invoke(300)).toEqual({ examined: 1, missing: 0, stale: 0, gone: 0, lost: 1, done: true });
  });
});
