import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { identityOfKey, type EventPosition, type EventQuery, type Shard } from '@annals/domain';
import type { EventItem } from './event-item.js';
import { queryIndex } from './query-index.js';
import {
  highestPositionKey,
  indexKeys,
  lowestPositionKey,
  positionKeyBeside,
  positionOfKey,
  subjectPartition,
  timePartition,
  typePartition,
  type IndexKey,
} from './schema/index.js';

/** What an index tells of an event. It may lag behind the event. */
export interface IndexEntry extends EventPosition {
  readonly pk: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly expiresAtMs?: number;
  readonly sizeBytes: number;
}

/** The shards in which a query's events stand, each in the query's order and within its range, behind a position. */
export function eventIndexShards(
  client: DynamoDBDocumentClient,
  tableName: string,
  query: EventQuery,
  page: { readonly after: EventPosition | undefined; readonly shards: number },
): Shard<IndexEntry>[] {
  return Array.from({ length: page.shards }, (_, shard) => {
    const { index, partition } = narrowestPartition(query, shard);
    return {
      async read(after, count) {
        const range = { index, partition, forward: query.order === 'asc', ...bounds(query, after ?? page.after) };
        const { items, exhausted } = await queryIndex(client, tableName, range, count);
        return { entries: items.map((item) => entryOf(item, index)), exhausted };
      },
    };
  });
}

/** The partition that holds all of the query's events of a shard and the fewest others. */
function narrowestPartition({ type, subject }: EventQuery, shard: number): { index: IndexKey; partition: string } {
  if (subject !== undefined) return { index: indexKeys.bySubject, partition: subjectPartition(subject, shard) };
  if (type !== undefined) return { index: indexKeys.byKind, partition: typePartition(type, shard) };
  return { index: indexKeys.byTime, partition: timePartition(shard) };
}

/**
 * The first and the last sort key of a range. An instant alone is less than every key of its events, so as a lower bound it
 * includes them and as an upper bound it excludes them. No event's key lies between a position and the key beside it, so a list goes on
 * behind a position without a start key, which would need the event's own key.
 */
function bounds({ from, to, order }: EventQuery, after: EventPosition | undefined): { low: string; high: string } {
  const forward = order === 'asc';
  return {
    low: after !== undefined && forward ? positionKeyBeside(after, 1) : (from ?? lowestPositionKey),
    high: after !== undefined && !forward ? positionKeyBeside(after, -1) : (to ?? highestPositionKey),
  };
}

function entryOf(item: Record<string, unknown>, index: IndexKey): IndexEntry {
  const { pk, type, subject, expiresAtMs, sizeBytes } = item as unknown as EventItem;
  return {
    ...positionOfKey(item[index.sort] as string),
    pk,
    source: identityOfKey(pk).source,
    type,
    sizeBytes,
    ...(subject !== undefined && { subject }),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  };
}
