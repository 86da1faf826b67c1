import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { changeShardCounts, shardCountsSettleMs, type ShardCountsProgress } from './change-shard-counts.js';
import { maxShards, shardCountsMaxAgeMs, type ShardCounts } from './schema/index.js';
import { readShardCounts } from './shard-counts.js';

describeOnDynamo('the shard counts of a table', (engine) => {
  let tables: EventTables;
  let table: { client: DynamoDBDocumentClient; tableName: string };
  beforeAll(() => {
    tables = new EventTables(engine().endpoint);
  });
  beforeEach(async () => {
    table = { client: tables.client, tableName: await tables.make() };
  });
  afterAll(() => tables.close());

  const stored = (): Promise<ShardCounts> => readShardCounts(table.client, table.tableName);
  const noWait = (): Promise<void> => Promise.resolve();
  const change = (count: number, wait: (ms: number) => Promise<unknown> = noWait): Promise<ShardCounts> =>
    changeShardCounts(table, count, wait, () => undefined);

  test('are four while nobody has set them', async () => {
    expect(await stored()).toEqual({ read: 4, write: 4 });
  });

  test('rise for reads first, and for writes once every process has read that', async () => {
    const steps: (ShardCountsProgress | ShardCounts)[] = [];
    const counts = await changeShardCounts(
      table,
      16,
      async () => steps.push(await stored()),
      (progress) => steps.push(progress),
    );
    expect(counts).toEqual({ read: 16, write: 16 });
    expect(steps).toEqual([
      { step: 'read-raised', from: 4, to: 16 },
      { step: 'waiting', waitMs: shardCountsSettleMs },
      { read: 16, write: 4 },
      { step: 'write-changed', from: 4, to: 16 },
    ]);
    expect(shardCountsSettleMs).toBeGreaterThan(shardCountsMaxAgeMs);
  });

  test('fall for writes only, at once', async () => {
    await change(8);
    const waits: number[] = [];
    expect(await change(2, (ms) => Promise.resolve(waits.push(ms)))).toEqual({ read: 8, write: 2 });
    expect(waits).toEqual([]);
  });

  test('can fall before they were ever set', async () => {
    expect(await change(1)).toEqual({ read: 4, write: 1 });
    expect(await stored()).toEqual({ read: 4, write: 1 });
  });

  test('rise after a wait also where reads rose before: the change that raised them may just have been broken off', async () => {
    const brokenOff = change(16, () => Promise.reject(new Error('broken off')));
    await expect(brokenOff).rejects.toThrow('broken off');
    expect(await stored()).toEqual({ read: 16, write: 4 });
    const waits: number[] = [];
    expect(await change(16, (ms) => Promise.resolve(waits.push(ms)))).toEqual({ read: 16, write: 16 });
    expect(waits).toEqual([shardCountsSettleMs]);
  });

  test('stay as they are when they are so already', async () => {
    await change(8);
    expect(await change(8, () => Promise.reject(new Error('it waited')))).toEqual({ read: 8, write: 8 });
  });

  test('keep reads at the highest of changes that run at once, and writes within it', async () => {
    const [, larger] = await Promise.all([change(8), change(32), change(2)]);
    const counts = await stored();
    expect(larger.read).toBe(32);
    expect(counts.read).toBe(32);
    expect([2, 8, 32]).toContain(counts.write);
  });

  test.each([0, -1, 1.5, Number.NaN, maxShards + 1])('refuse %d and change nothing', async (count) => {
    await expect(change(count)).rejects.toThrow(RangeError);
    expect(await stored()).toEqual({ read: 4, write: 4 });
  });
});
