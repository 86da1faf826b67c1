import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { compareUtf8, type ChangePosition, type ChangeRange, type ObjectState, type Shard } from '@annals/domain';
import { stateOfItem, type CurrentItem } from './object-item.js';
import { queryIndex } from './query-index.js';
import {
  changePartition,
  highestPositionKey,
  indexKeys,
  keyPartition,
  lastKeyUnder,
  lowestPositionKey,
  positionKey,
  type IndexKey,
} from './schema/index.js';

/** An object as an index shows it, which may lag behind its item. */
export interface ObjectEntry {
  /** Where it stands in its index. */
  readonly sortKey: string;
  readonly state: ObjectState;
}

/** The table that lists are read from, and over how many shards. */
export interface ShardedTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly shards: number;
}

/** The least string: every key sorts behind or beside it. DynamoDB takes no empty string as a key. */
const lowestKey = '\u0000';

/** The shards of the living objects under a prefix, by key in the order of UTF-8 bytes, behind the key `after`. */
export function livingShards(
  table: ShardedTable,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  after: string | undefined,
): Shard<ObjectEntry>[] {
  const high = lastKeyUnder(prefix);
  return objectShards(table, after, {
    index: indexKeys.byKind,
    partition: (shard) => keyPartition(bucket, shard),
    forward: true,
    range: (behind) => ({
      low: behind !== undefined && compareUtf8(behind, prefix) > 0 ? behind : prefix || lowestKey,
      high,
    }),
  });
}

/** The shards of the current states of a bucket, by last change, newest first, behind a position. */
export function changeShards(
  table: ShardedTable,
  { bucket, from, to }: ChangeRange,
  after: ChangePosition | undefined,
): Shard<ObjectEntry>[] {
  const low = from ?? lowestPositionKey;
  const high = to ?? highestPositionKey;
  const start = after === undefined ? undefined : positionKey({ instant: after.eventTime, hash: after.hash });
  return objectShards(table, start, {
    index: indexKeys.byTime,
    partition: (shard) => changePartition(bucket, shard),
    forward: false,
    range: (behind) => ({ low, high: behind !== undefined && behind < high ? behind : high }),
  });
}

/** A list as its shards are read. */
interface ShardedList {
  readonly index: IndexKey;
  readonly partition: (shard: number) => string;
  readonly forward: boolean;
  /** The range behind a sort key, which may still include it. */
  readonly range: (behind: string | undefined) => { readonly low: string; readonly high: string };
}

/**
 * A range cannot exclude the sort key that it goes on behind and be bounded at the other end too, and the next greater one may be longer
 * than a key can be. So the entry there is read again, in the one shard that has it, and dropped.
 */
function objectShards(
  { client, tableName, shards }: ShardedTable,
  after: string | undefined,
  { index, partition, forward, range }: ShardedList,
): Shard<ObjectEntry>[] {
  return Array.from({ length: shards }, (_, shard) => ({
    async read(last, count) {
      const behind = last?.sortKey ?? after;
      const wanted = { index, partition: partition(shard), forward, ...range(behind) };
      const { items, exhausted } = await queryIndex(
        client,
        tableName,
        wanted,
        behind === undefined ? count : count + 1,
      );
      const entries = items.map((item) => entryOf(item, index)).filter(({ sortKey }) => sortKey !== behind);
      return { entries: entries.slice(0, count), exhausted: exhausted && entries.length <= count };
    },
  }));
}

function entryOf(item: Record<string, unknown>, index: IndexKey): ObjectEntry {
  return { sortKey: item[index.sort] as string, state: stateOfItem(item as unknown as CurrentItem) };
}
