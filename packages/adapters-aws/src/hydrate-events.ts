import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mapConcurrently, type Event } from '@annals/domain';
import type { IndexEntry } from './event-index-shard.js';
import { attemptOfItem, type EventItem } from './event-item.js';
import { maxBatchKeys, readItems } from './read-items.js';
import { eventSortKey } from './schema/index.js';

const concurrentBatches = 10;

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
    const items = await mapConcurrently(batches, concurrentBatches, (batch) => {
      const itemKeys = batch.map((pk) => ({ pk, sk: eventSortKey }));
      return readItems<EventItem>(this.client, this.tableName, itemKeys, consistent);
    });
    return new Map(items.flat().map((item) => [item.pk, attemptOfItem(item).event]));
  }
}
