import { setTimeout as delay } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { EngineUnavailable } from '@annals/domain';
import { throwEngineFault } from './dynamo-faults.js';

/**
 * The most keys that one request may name.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export const maxBatchKeys = 100;

/** How often a batch may come back without a single item before the engine counts as unavailable. */
const maxFruitlessTries = 6;

/** The longest wait before the second try, in milliseconds; it doubles with each, and what is waited is a random part of it. */
const firstBackoffMs = 25;

/** A key of the table. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Reads the items of 1 to `maxBatchKeys` different keys, those that are there, in any order. Throws `EngineUnavailable`. */
export async function readItems<T extends ItemKey>(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly ItemKey[],
  consistent: boolean,
): Promise<T[]> {
  const items: T[] = [];
  let left: Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let fruitless = 0; ;) {
    const { Responses, UnprocessedKeys } = await client
      .send(new BatchGetCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead: consistent } } }))
      .catch(throwEngineFault);
    items.push(...((Responses?.[tableName] ?? []) as T[]));
    const unprocessed = UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (unprocessed.length === 0) return items;
    fruitless = unprocessed.length < left.length ? 0 : fruitless + 1;
    left = unprocessed;
    if (fruitless === maxFruitlessTries) throw leftUnprocessed(left.length);
    await delay(Math.random() * firstBackoffMs * 2 ** fruitless);
  }
}

function leftUnprocessed(keys: number): EngineUnavailable {
  const cause = new Error(`BatchGetItem left ${keys} keys unprocessed ${maxFruitlessTries} times in a row`);
  return new EngineUnavailable('dynamodb', 1, { cause });
}
