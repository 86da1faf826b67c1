import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { EngineUnavailable, type Event, type EventQuery } from '@annals/domain';
import { attempt, event, newYear2026Micros } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { hungUp, onTheWire, throttled, type WireTry } from '../test/wire.js';
import { DynamoEventRepository } from './dynamo-event-repository.js';

const atMs = newYear2026Micros / 1000;
const newestFirst: EventQuery = { order: 'desc' };

/** 250 events, oldest first: three batches' worth. */
const events = Array.from({ length: 250 }, (_, index) =>
  event({ id: `e${index}`, time: `2025-06-01T00:00:00.${String(index).padStart(3, '0')}Z` }),
);
const expected = events.toReversed();

describeOnDynamo('listing from DynamoDB while it fails', (engine) => {
  let tables: EventTables;
  let tableName: string;

  beforeAll(async () => {
    tables = new EventTables(engine().endpoint);
    tableName = await tables.make();
    const outcomes = await new DynamoEventRepository({ client: tables.client, tableName }).append(
      events.map((one) => attempt(one)),
      atMs,
    );
    expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set(['appended']));
  });
  afterAll(() => tables.close());

  /** Keys that were read again, consistently. */
  let readAgain: string[];
  beforeEach(() => {
    readAgain = [];
  });

  /** A repository that reads through a fault, given by command; other commands pass. */
  function repositoryWith(faults: Record<string, (wireTry: WireTry) => Promise<object>>): DynamoEventRepository {
    const client = tables.newClient({ maxAttempts: 2 });
    onTheWire(client, (wireTry) => {
      const request = wireTry.input.RequestItems?.[tableName];
      if (request?.ConsistentRead) readAgain.push(...request.Keys.map(({ pk }) => pk.S));
      return faults[wireTry.command]?.(wireTry) ?? wireTry.send();
    });
    return new DynamoEventRepository({ client, tableName });
  }

  async function list(repository: DynamoEventRepository): Promise<readonly Event[]> {
    return (await repository.list(newestFirst, { limit: 1000, atMs })).events;
  }

  /** What the engine would answer had it processed only the first `count` of the keys that it was asked for. */
  async function processing(count: number, { input, send }: WireTry): Promise<object> {
    const answer = await send();
    const found = answer.Responses[tableName]!;
    const asked = input.RequestItems![tableName]!.Keys.map(({ pk }) => pk.S);
    const processed = new Set(asked.slice(0, count));
    const unprocessed = asked.slice(count).map((pk) => ({ pk, sk: 'EVENT' }));
    return {
      ...answer,
      Responses: { [tableName]: found.filter(({ pk }) => processed.has(pk)) },
      UnprocessedKeys: unprocessed.length === 0 ? {} : { [tableName]: { Keys: unprocessed } },
    };
  }

  test('keys that come back unprocessed are asked for again until the page is complete and in order', async () => {
    let batches = 0;
    const repository = repositoryWith({
      BatchGetItemCommand: (batch) => {
        batches++;
        return processing(30, batch);
      },
    });
    expect(await list(repository)).toEqual(expected);
    // 100 = 30 + 30 + 30 + 10, twice; 50 = 30 + 20.
    expect(batches).toBe(10);
    expect(readAgain).toEqual([]);
  });

  test('a batch of which nothing is processed for a while is asked for again', async () => {
    let batches = 0;
    const repository = repositoryWith({ BatchGetItemCommand: (batch) => processing(batches++ < 3 ? 0 : 100, batch) });
    expect(await list(repository)).toEqual(expected);
    expect(batches).toBe(6);
  });

  test('keys that are never processed make the engine unavailable', async () => {
    const repository = repositoryWith({ BatchGetItemCommand: (batch) => processing(0, batch) });
    await expect(list(repository)).rejects.toBeInstanceOf(EngineUnavailable);
  });

  test('an event that the batch does not show yet is read again, consistently, and listed in its place', async () => {
    const late = new Set(['EVENT#e7#/', 'EVENT#e133#/']);
    const repository = repositoryWith({
      BatchGetItemCommand: async ({ input, send }) => {
        const answer = await send();
        if (input.RequestItems![tableName]!.ConsistentRead) return answer;
        const found = answer.Responses[tableName]!;
        return { ...answer, Responses: { [tableName]: found.filter(({ pk }) => !late.has(pk)) } };
      },
    });
    expect(await list(repository)).toEqual(expected);
    expect(new Set(readAgain)).toEqual(late);
  });

  test('an event that the batch shows as it was before its identity was taken anew is read again', async () => {
    const before = { gsi1sk: `2025-01-01T00:00:00.000000000Z#${events[7]!.hash}`, type: 'old' };
    const repository = repositoryWith({
      BatchGetItemCommand: async ({ input, send }) => {
        const answer = await send();
        if (input.RequestItems![tableName]!.ConsistentRead) return answer;
        const found = answer.Responses[tableName]!;
        return {
          ...answer,
          Responses: { [tableName]: found.map((item) => (item.pk === 'EVENT#e7#/' ? { ...item, ...before } : item)) },
        };
      },
    });
    expect(await list(repository)).toEqual(expected);
    expect(readAgain).toEqual(['EVENT#e7#/']);
  });

  /** Adds an entry to what the index holds, where it belongs in the order. */
  function withStaleEntry(entry: { pk: string; gsi1sk: string }): DynamoEventRepository {
    return repositoryWith({
      QueryCommand: async ({ input, send }) => {
        const answer = await send();
        const { ':partition': partition, ':low': low, ':high': high } = input.ExpressionAttributeValues;
        if (partition!.S !== 'EVENTS#0' || entry.gsi1sk < low!.S || entry.gsi1sk > high!.S) return answer;
        const items = [...answer.Items, { sk: 'EVENT', type: 'test.happened', sizeBytes: 700, ...entry }] as {
          gsi1sk: string;
        }[];
        return { ...answer, Items: items.sort((left, right) => (left.gsi1sk < right.gsi1sk ? 1 : -1)) };
      },
    });
  }

  test('an entry whose event is gone is dropped, but only after it was read again, and nothing else with it', async () => {
    const repository = withStaleEntry({
      pk: 'EVENT#gone#/',
      gsi1sk: '2025-06-01T00:00:00.100000001Z#AAAAAAAAAAAAAAAAAAAAAA',
    });
    expect(await list(repository)).toEqual(expected);
    expect(readAgain).toEqual(['EVENT#gone#/']);
  });

  test('a page of nothing but an entry whose event is gone is empty and still leads on', async () => {
    const gone = { instant: '2025-06-02T00:00:00.000000000Z', hash: 'AAAAAAAAAAAAAAAAAAAAAA' };
    const repository = withStaleEntry({ pk: 'EVENT#gone#/', gsi1sk: `${gone.instant}#${gone.hash}` });
    expect(await repository.list(newestFirst, { limit: 1, atMs })).toEqual({ events: [], next: gone });
  });

  test('an entry of an identity that was taken anew since does not list the new event twice, nor out of place', async () => {
    const stale = { pk: 'EVENT#e7#/', gsi1sk: `2025-06-01T00:00:00.200000001Z#${events[7]!.hash}` };
    expect(await list(withStaleEntry(stale))).toEqual(expected);
    const sameInstant = { pk: 'EVENT#e7#/', gsi1sk: `${events[7]!.instant}#${events[7]!.hash}` };
    expect(await list(withStaleEntry(sameInstant))).toEqual(expected);
  });

  test.each([
    ['a throttled query', 'QueryCommand', throttled],
    ['a broken connection to a batch', 'BatchGetItemCommand', hungUp],
  ])('%s is retried, and makes the engine unavailable when that does not help', async (_, command, fault) => {
    const failing = new Set<unknown>();
    const curable = repositoryWith({
      [command]: ({ input, send }) => {
        const key = JSON.stringify(input);
        if (failing.has(key)) return send();
        failing.add(key);
        return Promise.reject(fault());
      },
    });
    expect(await list(curable)).toEqual(expected);
    const incurable = repositoryWith({ [command]: () => Promise.reject(fault()) });
    await expect(list(incurable)).rejects.toMatchObject({ engine: 'dynamodb', cause: { message: fault().message } });
  });
});
