import { describe, expect, test } from '@jest/globals';
import { shardCountsMaxAgeMs } from './schema/index.js';
import { CachedShardCounts } from './shard-counts.js';

/** Counts as they are read one after the other: one shard, two shards … */
function readings(): { counts: CachedShardCounts; clock: { nowMs: number }; reads: () => number } {
  const clock = { nowMs: 1_000_000 };
  let reads = 0;
  const read = (): Promise<{ read: number; write: number }> => {
    reads++;
    return Promise.resolve({ read: reads, write: reads });
  };
  return { counts: new CachedShardCounts(read, () => clock.nowMs), clock, reads: () => reads };
}

describe('cached shard counts', () => {
  test('are read once for many who ask at once', async () => {
    const { counts, reads } = readings();
    const all = await Promise.all([counts.get(), counts.get(), counts.get()]);
    expect(all.map(({ read }) => read)).toEqual([1, 1, 1]);
    expect(reads()).toBe(1);
  });

  test('are used while they are younger than a minute and read again from then on', async () => {
    const { counts, clock } = readings();
    await counts.get();
    clock.nowMs += shardCountsMaxAgeMs - 1;
    expect((await counts.get()).read).toBe(1);
    clock.nowMs += 1;
    expect((await counts.get()).read).toBe(2);
  });

  test('age from when they were asked for, not from when the answer came', async () => {
    const clock = { nowMs: 0 };
    const answers: ((counts: { read: number; write: number }) => void)[] = [];
    const counts = new CachedShardCounts(
      () => new Promise((answer) => answers.push(answer)),
      () => clock.nowMs,
    );
    const slow = counts.get();
    clock.nowMs = shardCountsMaxAgeMs;
    answers[0]!({ read: 1, write: 1 });
    await slow;
    void counts.get();
    expect(answers).toHaveLength(2);
  });

  test('are read again after the clock was set back', async () => {
    const { counts, clock } = readings();
    await counts.get();
    clock.nowMs -= 1;
    expect((await counts.get()).read).toBe(2);
  });

  test('are asked for again after a failure', async () => {
    let fails = true;
    const counts = new CachedShardCounts(() =>
      fails ? Promise.reject(new Error('throttled')) : Promise.resolve({ read: 4, write: 4 }),
    );
    await expect(counts.get()).rejects.toThrow('throttled');
    fails = false;
    expect(await counts.get()).toEqual({ read: 4, write: 4 });
  });
});
