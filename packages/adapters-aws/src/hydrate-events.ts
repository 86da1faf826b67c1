import { setTimeout as delay } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { EngineUnavailable, mapConcurrently, type Event } from '@annals/domain';
import { throwEngineFault } from './dynamo-faults.js';
import type { IndexEntry } from './event-index-shard.js';
import { attemptOfItem, type EventItem } from './event-item.js';
import { eventSortKey } from './schema/index.js';

/**
 * The most keys that one request may name.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
const maxBatchKeys = 100;

const concurrentBatches = 10;

/** How often a batch may come back without a single item before the engine counts as unavailable. */
const maxFruitlessTries = 6;

/** The longest wait before the second try, in milliseconds; it doubles with each, and what is waited is a random part of it. */
const firstBackoffMs = 25;

/** Reads the events that index entries point to. */
export class EventHydrator {
  constructor(
    readonly client: DynamoDBDocumentClient,
    readonly tableName: string,
  ) {}

  /**
   * The events of entries, in their order. An entry whose event the first, eventually consistent read does not show as the index
   * does is read again, consistently, and dropped only if that shows no such event either: it was deleted, or its identity expired and
   * was taken anew. Throws `EngineUnavailable`.
   *
   * @param belongs whether an event, as it is stored, belongs to the list
   */
  async hydrate(entries: readonly IndexEntry[], belongs: (event: Event) => boolean): Promise<Event[]> {
    const shows = (entry: IndexEntry, event: Event | undefined): boolean =>
      event?.instant === entry.instant && belongs(event);
    const found = await this.#read(entries, false);
    const unsettled = entries.filter((entry) => !shows(entry, found.get(entry.pk)));
    for (const [pk, event] of await this.#read(unsettled, true)) found.set(pk, event);
    const events = new Set<Event>();
    for (const entry of entries) {
      const event = found.get(entry.pk);
      if (shows(entry, event)) events.add(event!);
    }
    return [...events];
  }

  async #read(entries: readonly IndexEntry[], consistent: boolean): Promise<Map<string, Event>> {
    const keys = [...new Set(entries.map(({ pk }) => pk))];
    const batches = Array.from({ length: Math.ceil(keys.length / maxBatchKeys) }, (_, batch) =>
      keys.slice(batch * maxBatchKeys, (batch + 1) * maxBatchKeys),
    );
    const items = await mapConcurrently(batches, concurrentBatches, (batch) => this.#readBatch(batch, consistent));
    return new Map(items.flat().map((item) => [item.pk, attemptOfItem(item).event]));
  }

  async #readBatch(batch: readonly string[], consistent: boolean): Promise<EventItem[]> {
    const items: EventItem[] = [];
    let keys: Record<string, unknown>[] = batch.map((pk) => ({ pk, sk: eventSortKey }));
    for (let fruitless = 0; ;) {
      const { Responses, UnprocessedKeys } = await this.client
        .send(new BatchGetCommand({ RequestItems: { [this.tableName]: { Keys: keys, ConsistentRead: consistent } } }))
        .catch(throwEngineFault);
      items.push(...((Responses?.[this.tableName] ?? []) as EventItem[]));
      const unprocessed = UnprocessedKeys?.[this.tableName]?.Keys ?? [];
      if (unprocessed.length === 0) return items;
      fruitless = unprocessed.length < keys.length ? 0 : fruitless + 1;
      keys = unprocessed;
      if (fruitless === maxFruitlessTries) throw leftUnprocessed(keys.length);
      await delay(Math.random() * firstBackoffMs * 2 ** fruitless);
    }
  }
}

function leftUnprocessed(keys: number): EngineUnavailable {
  const cause = new Error(`BatchGetItem left ${keys} keys unprocessed ${maxFruitlessTries} times in a row`);
  return new EngineUnavailable('dynamodb', 1, { cause });
}
