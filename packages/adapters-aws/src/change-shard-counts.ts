import { UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { maxShards, shardCountsKey, shardCountsMaxAgeMs, type ShardCounts } from './schema/index.js';
import { isConditionalCheckFailed } from './dynamo-faults.js';
import { readShardCounts } from './shard-counts.js';

/** How long after `read` was raised every process has read it again: the age at which it must, and a margin for clocks and slow answers. */
export const shardCountsSettleMs = shardCountsMaxAgeMs + 15_000;

/** What a change of the shard counts is told of, as it happens. */
export type ShardCountsProgress =
  | { readonly step: 'read-raised'; readonly from: number; readonly to: number }
  | { readonly step: 'waiting'; readonly waitMs: number }
  | { readonly step: 'write-changed'; readonly from: number; readonly to: number };

/**
 * Spreads writes over another number of shards, 1..256. `read` is raised first where it is smaller; `write` follows when every
 * process reads the new shards, so that no list misses what is written there. `read` never falls: what is stored stays in its shard.
 *
 * A change that was broken off leaves a valid state; making it again finishes it. Of two at once, each leaves `write` at most
 * `read`. Throws `EngineUnavailable` and the SDK's own errors.
 *
 * @param wait waits for so many milliseconds
 */
export async function changeShardCounts(
  { client, tableName }: { readonly client: DynamoDBDocumentClient; readonly tableName: string },
  write: number,
  wait: (ms: number) => Promise<unknown>,
  report: (progress: ShardCountsProgress) => void,
): Promise<ShardCounts> {
  if (!isShardCount(write)) throw new RangeError(`a shard count is an integer of 1 to ${maxShards}`);
  const before = await readShardCounts(client, tableName);
  if (before.read < write) {
    await raiseRead(client, tableName, write);
    report({ step: 'read-raised', from: before.read, to: write });
  }
  if (before.write < write) {
    // Also where `read` was high enough: a change that was broken off may have raised it a moment ago.
    report({ step: 'waiting', waitMs: shardCountsSettleMs });
    await wait(shardCountsSettleMs);
  }
  if (before.write !== write) {
    await setWrite(client, tableName, { read: Math.max(before.read, write), write });
    report({ step: 'write-changed', from: before.write, to: write });
  }
  return readShardCounts(client, tableName);
}

/** Whether a number can be a count of shards. */
export function isShardCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= maxShards;
}

async function raiseRead(client: DynamoDBDocumentClient, tableName: string, read: number): Promise<void> {
  const raise = new UpdateCommand({
    TableName: tableName,
    Key: shardCountsKey,
    UpdateExpression: 'SET #read = :read',
    ConditionExpression: 'attribute_not_exists(#read) OR #read < :read',
    ExpressionAttributeNames: { '#read': 'read' },
    ExpressionAttributeValues: { ':read': read },
  });
  await client.send(raise).catch((error: unknown) => {
    // Another change has raised it at least as far.
    if (!isConditionalCheckFailed(error)) throw error;
  });
}

async function setWrite(client: DynamoDBDocumentClient, tableName: string, counts: ShardCounts): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: shardCountsKey,
      UpdateExpression: 'SET #write = :write, #read = if_not_exists(#read, :read)',
      ConditionExpression: 'attribute_not_exists(#read) OR #read >= :write',
      ExpressionAttributeNames: { '#read': 'read', '#write': 'write' },
      ExpressionAttributeValues: { ':read': counts.read, ':write': counts.write },
    }),
  );
}
