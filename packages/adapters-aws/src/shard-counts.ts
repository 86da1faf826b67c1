import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { throwEngineFault } from './dynamo-faults.js';
import { defaultShardCounts, shardCountsKey, shardCountsMaxAgeMs, type ShardCounts } from './schema/index.js';

/** Reads a table's shard counts, strongly consistent; the defaults where it holds none. Throws `EngineUnavailable`. */
export async function readShardCounts(client: DynamoDBDocumentClient, tableName: string): Promise<ShardCounts> {
  const { Item } = await client
    .send(new GetCommand({ TableName: tableName, Key: shardCountsKey, ConsistentRead: true }))
    .catch(throwEngineFault);
  return { read: countOf(Item?.['read'], 'read'), write: countOf(Item?.['write'], 'write') };
}

function countOf(stored: unknown, name: keyof ShardCounts): number {
  return typeof stored === 'number' ? stored : defaultShardCounts[name];
}

/**
 * A table's shard counts as this process knows them: read again when they are `shardCountsMaxAgeMs` old, never used beyond that.
 * Whoever changes them relies on it.
 */
export class CachedShardCounts {
  #reading: Promise<ShardCounts> | undefined;
  #readAtMs = 0;

  /** @param nowMs the time in milliseconds since 1970 */
  constructor(
    readonly read: () => Promise<ShardCounts>,
    readonly nowMs: () => number = Date.now,
  ) {}

  /** The counts, at most `shardCountsMaxAgeMs` old. Rejects as `read` does, and then asks it again the next time. */
  get(): Promise<ShardCounts> {
    const ageMs = this.nowMs() - this.#readAtMs;
    // A negative age means that the clock was set back, and tells nothing.
    if (this.#reading !== undefined && ageMs >= 0 && ageMs < shardCountsMaxAgeMs) return this.#reading;
    return this.#readAgain();
  }

  #readAgain(): Promise<ShardCounts> {
    // The age counts from before the request: its answer is at least that new.
    this.#readAtMs = this.nowMs();
    const reading = this.read();
    this.#reading = reading;
    reading.catch(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    return reading;
  }
}
