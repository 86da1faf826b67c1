import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compareUtf8, type ObjectState, type Page } from '@annals/domain';
import { objectState, secondsIn2026, tombstone } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { onTheWire } from '../test/wire.js';
import { changeShardCounts } from './change-shard-counts.js';
import { DynamoObjectRecordRepository } from './dynamo-object-record-repository.js';

const noWait = (): Promise<void> => Promise.resolve();
const bucket = 'main-bucket';
const longest = 'k'.repeat(1024);
const keys = [
  longest,
  `${'k'.repeat(1023)}j`,
  ...Array.from({ length: 60 }, (_, index) => `dir-${index % 3}/${index}`),
];
const states = keys.map((key, index) =>
  (index % 10 === 9 ? tombstone : objectState)({ key, eventTime: secondsIn2026(index % 20) }),
);
const living = states.filter(({ removed }) => !removed).map(({ key }) => key);

async function allPages<P>(read: (after: P | undefined) => Promise<Page<ObjectState, P>>): Promise<ObjectState[]> {
  const items: ObjectState[] = [];
  let after: P | undefined;
  do {
    const page = await read(after);
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

describeOnDynamo('a list of sharded objects', (engine) => {
  let tables: EventTables;
  beforeAll(() => {
    tables = new EventTables(engine().endpoint);
  });
  afterAll(() => tables.close());

  const spread = (tableName: string, shards: number): Promise<unknown> =>
    changeShardCounts({ client: tables.client, tableName }, shards, noWait, () => undefined);

  async function fill(tableName: string, some: readonly ObjectState[]): Promise<DynamoObjectRecordRepository> {
    const repository = new DynamoObjectRecordRepository({ client: tables.client, tableName });
    await Promise.all(some.map((state) => repository.replaceCurrent(state, { unchangedSince: undefined })));
    return repository;
  }

  test.each([1, 4, 16])('is the same over %i shards, page by page', async (shards) => {
    const tableName = await tables.make();
    await spread(tableName, shards);
    const repository = await fill(tableName, states);
    for (const prefix of ['', 'dir-1/', 'k', longest]) {
      const listed = await allPages<string>((after) => repository.listLiving(bucket, prefix, { limit: 7, after }));
      expect(listed.map(({ key }) => key)).toEqual(living.filter((key) => key.startsWith(prefix)).sort(compareUtf8));
    }
    const range = { bucket, from: secondsIn2026(3), to: secondsIn2026(17) };
    const changed = await allPages<{ eventTime: ObjectState['eventTime']; hash: string }>((after) =>
      repository.listByChange(range, { limit: 7, after }),
    );
    expect(new Set(changed.map(({ key }) => key))).toEqual(
      new Set(states.filter(({ eventTime }) => eventTime >= range.from && eventTime < range.to).map(({ key }) => key)),
    );
  });

  test('starts and ends where its bounds say, also where they leave nothing', async () => {
    const repository = await fill(await tables.make(), states);
    const after = (key: string, prefix: string): Promise<Page<ObjectState, string>> =>
      repository.listLiving(bucket, prefix, { limit: 1000, after: key });
    expect((await after('dir-1/', 'dir-1/')).items).toHaveLength((await after('a', 'dir-1/')).items.length);
    expect(await after('dir-2', 'dir-1/')).toEqual({ items: [] });
    expect(await after(longest, '')).toEqual({ items: [] });
    const from = secondsIn2026(9);
    expect(await repository.listByChange({ bucket, from, to: from }, { limit: 10 })).toEqual({ items: [] });
    const behind = { eventTime: secondsIn2026(1), hash: 'x'.repeat(22) };
    expect(await repository.listByChange({ bucket, from }, { limit: 10, after: behind })).toEqual({ items: [] });
  });

  test('has an object once when the shard count was changed between two of its changes', async () => {
    const tableName = await tables.make();
    await fill(tableName, states);
    await spread(tableName, 16);
    const repository = new DynamoObjectRecordRepository({ client: tables.client, tableName });
    for (const state of states)
      await repository.replaceCurrent({ ...state, recordedAt: secondsIn2026(500) }, { unchangedSince: state });
    const { items } = await repository.listLiving(bucket, '', { limit: 1000 });
    expect(items.map(({ key }) => key)).toEqual([...living].sort(compareUtf8));
    expect((await repository.listByChange({ bucket }, { limit: 1000 })).items).toHaveLength(states.length);
  });

  test('shows an object once while the index still has it in a shard where it was', async () => {
    const tableName = await tables.make();
    await fill(tableName, [objectState({ key: 'moved' })]);
    const client = tables.newClient();
    const found = Promise.withResolvers<object>();
    onTheWire(client, async ({ command, send }) => {
      const answer = await send();
      if (command !== 'QueryCommand') return answer;
      if (answer.Items.length > 0) found.resolve(answer);
      // Every shard answers as the one that has it.
      return found.promise;
    });
    const lagging = new DynamoObjectRecordRepository({ client, tableName });
    expect((await lagging.listLiving(bucket, '', { limit: 10 })).items.map(({ key }) => key)).toEqual(['moved']);
  });

  test('is answered by the indexes alone, and nothing scans the table', async () => {
    const tableName = await tables.make();
    const client = tables.newClient();
    const asked: string[] = [];
    onTheWire(client, ({ command, input, send }) => {
      asked.push(command === 'QueryCommand' ? `${command} ${input.IndexName ?? 'table'}` : command);
      return send();
    });
    await fill(tableName, states.slice(0, 5));
    const repository = new DynamoObjectRecordRepository({ client, tableName });
    await repository.listLiving(bucket, '', { limit: 10 });
    await repository.listByChange({ bucket }, { limit: 10 });
    await repository.listHistory({ bucket, key: 'a' }, { limit: 10 });
    expect([...new Set(asked)]).toEqual([
      'GetItemCommand',
      'QueryCommand gsi2',
      'QueryCommand gsi1',
      'QueryCommand table',
    ]);
  });
});
