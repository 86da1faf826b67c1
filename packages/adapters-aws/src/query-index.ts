import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { compareUtf8 } from '@annals/domain';
import { throwEngineFault } from './dynamo-faults.js';
import type { IndexKey } from './schema/index.js';

/** A range of one partition of an index, both ends included. */
export interface IndexRange {
  readonly index: IndexKey;
  readonly partition: string;
  readonly low: string;
  readonly high: string;
  /** Whether from `low` to `high`. */
  readonly forward: boolean;
}

/** Reads up to `limit` items of a range; fewer do not mean its end, `exhausted` does. Throws `EngineUnavailable`. */
export async function queryIndex(
  client: DynamoDBDocumentClient,
  tableName: string,
  { index, partition, low, high, forward }: IndexRange,
  limit: number,
): Promise<{ readonly items: readonly Record<string, unknown>[]; readonly exhausted: boolean }> {
  // DynamoDB calls a range whose ends are the wrong way round invalid; it is empty.
  if (compareUtf8(low, high) > 0) return { items: [], exhausted: true };
  const { Items = [], LastEvaluatedKey } = await client
    .send(
      new QueryCommand({
        TableName: tableName,
        IndexName: index.name,
        KeyConditionExpression: '#partition = :partition AND #position BETWEEN :low AND :high',
        ExpressionAttributeNames: { '#partition': index.partition, '#position': index.sort },
        ExpressionAttributeValues: { ':partition': partition, ':low': low, ':high': high },
        ScanIndexForward: forward,
        Limit: limit,
      }),
    )
    .catch(throwEngineFault);
  return { items: Items, exhausted: LastEvaluatedKey === undefined };
}
