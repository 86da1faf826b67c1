import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { comparePositions, type Event, type EventPosition, type EventQuery } from '@annals/domain';
import { attempt, event, newYear2026Micros } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { onTheWire } from '../test/wire.js';
import { changeShardCounts } from './change-shard-counts.js';
import { DynamoEventRepository } from './dynamo-event-repository.js';

const atMs = newYear2026Micros / 1000;
const noWait = (): Promise<void> => Promise.resolve();

/** 300 events of two types and three subjects, some of one instant. */
const events = Array.from({ length: 300 }, (_, index) =>
  event({
    id: `e${index}`,
    type: index % 2 === 0 ? 'order.placed' : 'order.paid',
    subject: `s${index % 3}`,
    time: `2025-06-01T00:${String(index % 60).padStart(2, '0')}:00Z`,
  }),
);

const queries: EventQuery[] = [
  { order: 'asc' },
  { order: 'desc' },
  { order: 'desc', type: 'order.paid' },
  { order: 'asc', subject: 's1', type: 'order.paid' },
];

function expected(query: EventQuery): Event[] {
  return events
    .filter(({ type, subject }) => (query.type ?? type) === type && (query.subject ?? subject) === subject)
    .sort((left, right) => (query.order === 'asc' ? 1 : -1) * comparePositions(left, right));
}

async function allPages(repository: DynamoEventRepository, query: EventQuery, limit: number): Promise<Event[]> {
  const listed: Event[] = [];
  let after: EventPosition | undefined;
  do {
    const page = await repository.list(query, { limit, after, atMs });
    listed.push(...page.events);
    after = page.next;
  } while (after !== undefined);
  return listed;
}

describeOnDynamo('a list of sharded events', (engine) => {
  let tables: EventTables;
  beforeAll(() => {
    tables = new EventTables(engine().endpoint);
  });
  afterAll(() => tables.close());

  const repositoryOf = (tableName: string): DynamoEventRepository =>
    new DynamoEventRepository({ client: tables.client, tableName });
  const append = (tableName: string, some: readonly Event[]): Promise<unknown> =>
    repositoryOf(tableName).append(
      some.map((one) => attempt(one)),
      atMs,
    );

  test.each([1, 4, 16])('is the same over %i shards, page by page, whatever it is filtered by', async (shards) => {
    const tableName = await tables.make();
    await changeShardCounts({ client: tables.client, tableName }, shards, noWait, () => undefined);
    await append(tableName, events);
    for (const query of queries) expect(await allPages(repositoryOf(tableName), query, 37)).toEqual(expected(query));
  });

  test('holds what was written before the counts were raised and after they were lowered', async () => {
    const tableName = await tables.make();
    const change = (count: number): Promise<unknown> =>
      changeShardCounts({ client: tables.client, tableName }, count, noWait, () => undefined);
    await append(tableName, events.slice(0, 100));
    await change(16);
    await append(tableName, events.slice(100, 200));
    await change(2);
    await append(tableName, events.slice(200));
    for (const query of queries) expect(await allPages(repositoryOf(tableName), query, 50)).toEqual(expected(query));
  });

  test.each([1, 16])('of %i shards reads at most two entries of the index for each event of a page', async (shards) => {
    const tableName = await tables.make();
    await changeShardCounts({ client: tables.client, tableName }, shards, noWait, () => undefined);
    await append(tableName, events);
    const client = tables.newClient();
    let read = 0;
    onTheWire(client, async ({ command, send }) => {
      const answer = await send();
      if (command === 'QueryCommand') read += answer.Items.length;
      return answer;
    });
    const page = await new DynamoEventRepository({ client, tableName }).list({ order: 'desc' }, { limit: 100, atMs });
    expect(page.events).toHaveLength(100);
    expect(read).toBeLessThanOrEqual(200);
  });

  test('asks the index that holds the fewest other events, and nothing scans the table', async () => {
    const tableName = await tables.make();
    await append(tableName, events.slice(0, 10));
    const client = tables.newClient();
    const commands = new Set<string>();
    const indexes: string[] = [];
    onTheWire(client, ({ command, input, send }) => {
      commands.add(command);
      if (command === 'QueryCommand') indexes.push(input.IndexName);
      return send();
    });
    const repository = new DynamoEventRepository({ client, tableName });
    const used = async (query: EventQuery): Promise<string[]> => {
      indexes.length = 0;
      await repository.list(query, { limit: 10, atMs });
      return [...new Set(indexes)];
    };
    expect(await used({ order: 'asc' })).toEqual(['gsi1']);
    expect(await used({ order: 'asc', source: '/' })).toEqual(['gsi1']);
    expect(await used({ order: 'asc', type: 'order.paid' })).toEqual(['gsi2']);
    expect(await used({ order: 'asc', type: 'order.paid', subject: 's1' })).toEqual(['gsi3']);
    await repository.append([attempt(event())], atMs);
    await repository.find(event(), atMs);
    await repository.ping();
    expect([...commands].sort()).toEqual(['BatchGetItemCommand', 'GetItemCommand', 'PutItemCommand', 'QueryCommand']);
  });

  test('looks where the newest is for an event and for the counts: both are read consistently', async () => {
    const client = tables.newClient();
    const consistent: Record<string, unknown> = {};
    onTheWire(client, ({ command, input, send }) => {
      if (command === 'GetItemCommand') consistent[input.Key.pk.S] = input.ConsistentRead;
      return send();
    });
    const repository = new DynamoEventRepository({ client, tableName: await tables.make() });
    await repository.list({ order: 'asc' }, { limit: 1, atMs });
    await repository.find(event(), atMs);
    expect(consistent).toEqual({ CONFIG: true, 'EVENT#e1#/': true });
  });

  test('follows the counts within a minute', async () => {
    const tableName = await tables.make();
    let nowMs = 0;
    const repository = new DynamoEventRepository({ client: tables.client, tableName, nowMs: () => nowMs });
    const list = async (): Promise<readonly Event[]> =>
      (await repository.list({ order: 'asc' }, { limit: 1000, atMs })).events;
    expect(await list()).toEqual([]);
    await changeShardCounts({ client: tables.client, tableName }, 16, noWait, () => undefined);
    nowMs = 60_000;
    await append(tableName, events);
    expect(await list()).toEqual(expected({ order: 'asc' }));
  });
});
