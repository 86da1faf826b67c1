/** The most shards that an index partition may be spread over: a list asks each of them. */
export const maxShards = 256;

/** How often a process reads the shard counts again, in milliseconds. A count that is older is not used. */
export const shardCountsMaxAgeMs = 60_000;

/** The key of the item that holds the shard counts, `{ read, write }`. */
export const shardCountsKey = { pk: 'CONFIG', sk: 'SHARDS' } as const;

/** Over how many shards lists read and writes spread. Every write goes to a shard that lists read: `write` is at most `read`. */
export interface ShardCounts {
  readonly read: number;
  readonly write: number;
}

/** The counts of a table that holds none. A partition takes 1,000 write units a second, so four take about 4,000. */
export const defaultShardCounts: ShardCounts = { read: 4, write: 4 };

const base64urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** How many of a hash's leading characters choose the shard: 48 bits, which a number holds exactly. */
const shardCharacters = 8;

/**
 * The shard of an identity: the first eight base64url characters of its hash, read as a 48-bit integer, modulo the count. The
 * same on every machine and in every version; a stored item names its shard, so a change of the count moves nothing.
 *
 * @param hash `Event.hash`, 22 base64url characters
 * @param count 1..256
 * @returns 0..count-1
 */
export function shardOf(hash: string, count: number): number {
  let value = 0;
  for (const character of hash.slice(0, shardCharacters)) value = value * 64 + base64urlAlphabet.indexOf(character);
  return value % count;
}
