import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand, QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  compareUtf8,
  mergeShards,
  objectHash,
  objectKeyOf,
  utf8Length,
  type ChangePosition,
  type ChangeRange,
  type HistoryEntry,
  type MergedPage,
  type ObjectIdentity,
  type ObjectRecordRepository,
  type ObjectState,
  type Page,
  type PageRequest,
  type ReplaceCondition,
  type Shard,
} from '@annals/domain';
import { insertsBy, type BatchPath } from './batch-statements.js';
import { isConditionalCheckFailed, itemOfFailedCondition, throwEngineFault } from './dynamo-faults.js';
import { changeShards, livingShards, type ObjectEntry, type ShardedTable } from './object-index-shards.js';
import { InsertQueue } from './insert-queue.js';
import {
  currentItemOf,
  entryOfItem,
  historyItemOf,
  stateOfItem,
  type CurrentItem,
  type HistoryItem,
} from './object-item.js';
import {
  historyKey,
  historySortKeyPrefix,
  objectAttribute,
  objectKey,
  positionOfKey,
  shardOf,
} from './schema/index.js';
import { sha256 } from './sha256.js';
import { CachedShardCounts, readShardCounts } from './shard-counts.js';

/** How much one more write tells of whether keys have a state already, and how much less what was seen before counts with each write since. */
const newest = 0.1;
const fading = 0.99;

/**
 * Each key has an item for its current state, which two sharded indexes find, and one for each change. Lists lag behind writes by the
 * indexes' delay; they are answered by the indexes alone, which carry every state whole.
 *
 * Where batches are not `puts`, items are inserted at first, those of several keys in one request; a conditional put follows where the key
 * was taken.
 */
export class DynamoObjectRecordRepository implements ObjectRecordRepository {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #shardCounts: CachedShardCounts;
  readonly #inserts: InsertQueue | undefined;
  /** How likely a key has a state already, 0..1, as the last writes tell: then an insertion is wasted, and DynamoDB charges for it. */
  #likelyPresent = 0;

  /** @param options `client` is destroyed by whoever made it; `batches` is `puts` if absent; `nowMs` tells the age of the shard counts, in milliseconds since 1970 */
  constructor(options: {
    readonly client: DynamoDBDocumentClient;
    readonly tableName: string;
    readonly batches?: BatchPath;
    readonly nowMs?: () => number;
  }) {
    this.#client = options.client;
    this.#tableName = options.tableName;
    this.#shardCounts = new CachedShardCounts(() => readShardCounts(options.client, options.tableName), options.nowMs);
    const insert = insertsBy(options.batches ?? 'puts', options.client, options.tableName);
    this.#inserts = insert && new InsertQueue(insert);
  }

  async addToHistory(entry: HistoryEntry): Promise<'added' | 'present'> {
    const item = historyItemOf(entry, randomUUID());
    const isAdded = (await this.#inserted(item)) || (await this.#put(item, { ConditionExpression: absent }));
    return isAdded ? 'added' : 'present';
  }

  async replaceCurrent(state: ObjectState, condition: ReplaceCondition): Promise<boolean> {
    const { write } = await this.#shardCounts.get();
    const hashOfKey = objectHash(state, sha256);
    const item = currentItemOf(state, { hash: hashOfKey, shard: shardOf(hashOfKey, write) }, randomUUID());
    if ('olderThan' in condition && !state.removed && (await this.#insertedAsFirst(item))) return true;
    return this.#put(item, expressionOf(condition));
  }

  async findCurrent(identity: ObjectIdentity): Promise<ObjectState | undefined> {
    const { Item } = await this.#client
      .send(new GetCommand({ TableName: this.#tableName, Key: objectKey(identity), ConsistentRead: true }))
      .catch(throwEngineFault);
    return Item === undefined ? undefined : stateOfItem(Item as CurrentItem);
  }

  async listHistory(
    identity: ObjectIdentity,
    { limit, after }: PageRequest<string>,
  ): Promise<Page<HistoryEntry, string>> {
    const { Items = [], LastEvaluatedKey } = await this.#client
      .send(
        new QueryCommand({
          TableName: this.#tableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': objectKeyOf(identity), ':prefix': historySortKeyPrefix },
          ...(after !== undefined && { ExclusiveStartKey: historyKey(identity, after) }),
          ScanIndexForward: false,
          Limit: limit,
        }),
      )
      .catch(throwEngineFault);
    const items = Items.map((item) => entryOfItem(item as HistoryItem));
    const last = items.at(-1);
    return { items, ...(LastEvaluatedKey !== undefined && last !== undefined && { next: last.position }) };
  }

  async listLiving(bucket: string, prefix: string, page: PageRequest<string>): Promise<Page<ObjectState, string>> {
    const shards = livingShards(await this.#table(), { bucket, prefix }, page.after);
    const { entries, last } = await merge(shards, page.limit, 1);
    return { items: states(entries), ...(last !== undefined && { next: last.sortKey }) };
  }

  async listByChange(
    range: ChangeRange,
    page: PageRequest<ChangePosition>,
  ): Promise<Page<ObjectState, ChangePosition>> {
    const { entries, last } = await merge(changeShards(await this.#table(), range, page.after), page.limit, -1);
    if (last === undefined) return { items: states(entries) };
    const { instant, hash: hashOfKey } = positionOfKey(last.sortKey);
    return { items: states(entries), next: { eventTime: instant, hash: hashOfKey } };
  }

  async #table(): Promise<ShardedTable> {
    const { read } = await this.#shardCounts.get();
    return { client: this.#client, tableName: this.#tableName, shards: read };
  }

  /** Whether the item was inserted; where it was not, that says nothing: the same item is to be put under its condition. */
  async #inserted(item: CurrentItem | HistoryItem): Promise<boolean> {
    return this.#inserts !== undefined && (await this.#inserts.insert(item).catch(throwEngineFault));
  }

  /** The same for a state that may well be its key's first. */
  async #insertedAsFirst(item: CurrentItem): Promise<boolean> {
    this.#likelyPresent *= fading;
    if (this.#likelyPresent > 0.5) return false;
    const inserted = await this.#inserted(item);
    this.#likelyPresent += newest * ((inserted ? 0 : 1) - this.#likelyPresent);
    return inserted;
  }

  /** Whether the item was put, also where the answer to that was lost and the SDK's retry met it. */
  async #put(item: CurrentItem | HistoryItem, condition: ConditionExpression): Promise<boolean> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: item,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...condition,
        }),
      );
      return true;
    } catch (error) {
      if (isConditionalCheckFailed(error)) return itemOfFailedCondition(error)?.['writeId'] === item.writeId;
      throwEngineFault(error);
    }
  }
}

interface ConditionExpression {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, string>;
}

const absent = 'attribute_not_exists(pk)';
const smaller = '#object.sequencer < :sequencer';
const notReconciledSince = '(attribute_not_exists(#object.reconciledAt) OR #object.reconciledAt < :reconciledBefore)';
const unchanged = '#object.sequencer = :sequencer AND #object.recordedAt = :recordedAt';

function expressionOf(condition: ReplaceCondition): ConditionExpression {
  const names = { ExpressionAttributeNames: { '#object': objectAttribute } };
  if ('olderThan' in condition) {
    const values = { ':sequencer': condition.olderThan, ':reconciledBefore': condition.reconciledBefore };
    const expression = `${absent} OR (${smaller} AND ${notReconciledSince})`;
    return { ConditionExpression: expression, ...names, ExpressionAttributeValues: values };
  }
  const { unchangedSince } = condition;
  if (unchangedSince === undefined) return { ConditionExpression: absent };
  const values = { ':sequencer': unchangedSince.sequencer, ':recordedAt': unchangedSince.recordedAt };
  return { ConditionExpression: unchanged, ...names, ExpressionAttributeValues: values };
}

function merge(
  shards: readonly Shard<ObjectEntry>[],
  limit: number,
  direction: 1 | -1,
): Promise<MergedPage<ObjectEntry>> {
  return mergeShards(shards, {
    compare: (left, right) => direction * compareUtf8(left.sortKey, right.sortKey),
    accepts: () => true,
    sizeOf: ({ state }) => utf8Length(JSON.stringify(state)),
    limit,
  });
}

/** For a moment after the shard count was changed, an index may show an object where it was and where it is: side by side. */
function states(entries: readonly ObjectEntry[]): ObjectState[] {
  return entries.filter(({ sortKey }, index) => sortKey !== entries[index - 1]?.sortKey).map(({ state }) => state);
}
