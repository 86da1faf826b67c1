import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { identityOfKey, type EventPosition, type EventQuery, type Shard } from '@annals/domain';
import { throwEngineFault } from './dynamo-faults.js';
import type { EventItem } from './event-item.js';
import {
  indexKeys,
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

/** Sorts before and after every sort key: those start with a digit of the year. */
const lowest = '/';
const highest = ':';

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
        const { Items = [], LastEvaluatedKey } = await client
          .send(
            new QueryCommand({
              TableName: tableName,
              IndexName: index.name,
              KeyConditionExpression: '#partition = :partition AND #position BETWEEN :low AND :high',
              ExpressionAttributeNames: { '#partition': index.partition, '#position': index.sort },
              ExpressionAttributeValues: { ':partition': partition, ...bounds(query, after ?? page.after) },
              ScanIndexForward: query.order === 'asc',
              Limit: count,
            }),
          )
          .catch(throwEngineFault);
        return { entries: Items.map((item) => entryOf(item, index)), exhausted: LastEvaluatedKey === undefined };
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
function bounds(
  { from, to, order }: EventQuery,
  after: EventPosition | undefined,
): { ':low': string; ':high': string } {
  const forward = order === 'asc';
  return {
    ':low': after !== undefined && forward ? positionKeyBeside(after, 1) : (from ?? lowest),
    ':high': after !== undefined && !forward ? positionKeyBeside(after, -1) : (to ?? highest),
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
