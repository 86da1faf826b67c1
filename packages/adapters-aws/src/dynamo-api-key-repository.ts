import { GetCommand, PutCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  compareApiKeys,
  isScope,
  mapConcurrently,
  type ApiKey,
  type ApiKeyRepository,
  type Instant,
} from '@annals/domain';
import { isConditionalCheckFailed, itemOfFailedCondition, throwEngineFault } from './dynamo-faults.js';
import { queryIndex } from './query-index.js';
import { apiKeyKey, apiKeysPartition, indexKeys } from './schema/index.js';

/** How many keys a query of the index gives, and how many are read at a time. */
const pageSize = 100;
const concurrency = 8;

interface Item {
  readonly keyId: string;
  readonly owner: string;
  readonly scopes: readonly string[];
  readonly secretHash: string;
  readonly createdAt: Instant;
  readonly expiresAtMs?: number;
  readonly revokedAtMs?: number;
}

/** Keeps keys in the table, an item each. A key is found by a consistent read; the list is behind by the index's delay. */
export class DynamoApiKeyRepository implements ApiKeyRepository {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  /** @param options `client` is destroyed by whoever made it */
  constructor(options: { readonly client: DynamoDBDocumentClient; readonly tableName: string }) {
    this.#client = options.client;
    this.#tableName = options.tableName;
  }

  /** True also where the answer to the put was lost and the SDK's retry met it: nobody else has this secret. */
  async add(key: ApiKey): Promise<boolean> {
    const { byKind } = indexKeys;
    const index = { [byKind.partition]: apiKeysPartition, [byKind.sort]: key.keyId };
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: { ...apiKeyKey(key.keyId), ...index, ...itemOf(key) },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return true;
    } catch (error) {
      if (isConditionalCheckFailed(error)) return itemOfFailedCondition(error)?.['secretHash'] === key.secretHash;
      throwEngineFault(error);
    }
  }

  async find(keyId: string): Promise<ApiKey | undefined> {
    const { Item } = await this.#client
      .send(new GetCommand({ TableName: this.#tableName, Key: apiKeyKey(keyId), ConsistentRead: true }))
      .catch(throwEngineFault);
    return Item === undefined ? undefined : keyOf(Item as Item);
  }

  async list(): Promise<readonly ApiKey[]> {
    // The index says which keys there are; what they are now only their items do.
    const keys = await mapConcurrently(await this.#ids(), concurrency, (keyId) => this.find(keyId));
    return keys.filter((key) => key !== undefined).sort(compareApiKeys);
  }

  async revoke(keyId: string, atMs: number): Promise<boolean> {
    try {
      await this.#client.send(
        new UpdateCommand({
          TableName: this.#tableName,
          Key: apiKeyKey(keyId),
          ConditionExpression: 'attribute_exists(pk)',
          UpdateExpression: 'SET revokedAtMs = if_not_exists(revokedAtMs, :at)',
          ExpressionAttributeValues: { ':at': atMs },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionalCheckFailed(error)) return false;
      throwEngineFault(error);
    }
  }

  async #ids(): Promise<readonly string[]> {
    const index = indexKeys.byKind;
    const ids: string[] = [];
    for (let low = '-'; ; low = `${ids.at(-1)!}\u0000`) {
      const range = { index, partition: apiKeysPartition, low, high: '~', forward: true };
      const { items, exhausted } = await queryIndex(this.#client, this.#tableName, range, pageSize);
      ids.push(...items.map((item) => item[index.sort] as string));
      if (exhausted) return ids;
    }
  }
}

function itemOf({ keyId, owner, scopes, secretHash, createdAt, expiresAtMs, revokedAtMs }: ApiKey): Item {
  return {
    keyId,
    owner,
    scopes,
    secretHash,
    createdAt,
    ...(expiresAtMs !== undefined && { expiresAtMs }),
    ...(revokedAtMs !== undefined && { revokedAtMs }),
  };
}

function keyOf({ keyId, owner, scopes, secretHash, createdAt, expiresAtMs, revokedAtMs }: Item): ApiKey {
  return {
    keyId,
    owner,
    scopes: scopes.filter(isScope),
    secretHash,
    createdAt,
    ...(expiresAtMs !== undefined && { expiresAtMs }),
    ...(revokedAtMs !== undefined && { revokedAtMs }),
  };
}
