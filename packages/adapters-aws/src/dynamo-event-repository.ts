import { GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  comparePositions,
  isExpired,
  mapConcurrently,
  mergeShards,
  passesFilters,
  type AppendAttempt,
  type AppendOutcome,
  type Event,
  type EventIdentity,
  type EventPage,
  type EventPageRequest,
  type EventQuery,
  type EventRepository,
} from '@annals/domain';
import { engineFaultOf, itemOfFailedCondition, throwEngineFault } from './dynamo-faults.js';
import { eventIndexShards } from './event-index-shard.js';
import { attemptOfItem, eventItemOf, type EventItem } from './event-item.js';
import { EventHydrator } from './hydrate-events.js';
import { eventKey, shardCountsKey, shardOf } from './schema/index.js';
import { CachedShardCounts, readShardCounts } from './shard-counts.js';

/** How many writes of one call are under way at once. */
const appendConcurrency = 32;

/** After so many failures in a row the rest of a call is not tried: each has been retried, and its caller waits. */
const maxFailuresInARow = appendConcurrency;

/**
 * Each event is one item, written under a condition and found by three sharded indexes. Lists lag behind writes by the indexes' delay.
 * `append` throws `EngineUnavailable` only where nothing was written: the engine refused or could not be reached.
 */
export class DynamoEventRepository implements EventRepository {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #shardCounts: CachedShardCounts;
  readonly #hydrator: EventHydrator;

  /** @param options `client` is destroyed by whoever made it; `nowMs` tells the age of the shard counts, in milliseconds since 1970 */
  constructor(options: {
    readonly client: DynamoDBDocumentClient;
    readonly tableName: string;
    readonly nowMs?: () => number;
  }) {
    this.#client = options.client;
    this.#tableName = options.tableName;
    this.#shardCounts = new CachedShardCounts(() => readShardCounts(options.client, options.tableName), options.nowMs);
    this.#hydrator = new EventHydrator(options.client, options.tableName);
  }

  async append(attempts: readonly AppendAttempt[], atMs: number): Promise<readonly AppendOutcome[]> {
    const { write } = await this.#shardCounts.get();
    let failuresInARow = 0;
    let lastCause: unknown;
    const outcomes = await mapConcurrently(attempts, appendConcurrency, async (attempt): Promise<AppendOutcome> => {
      if (failuresInARow >= maxFailuresInARow) return { code: 'failed', cause: lastCause };
      const outcome = await this.#put(eventItemOf(attempt, shardOf(attempt.event.hash, write)), atMs);
      failuresInARow = outcome.code === 'failed' ? failuresInARow + 1 : 0;
      if (outcome.code === 'failed') lastCause = outcome.cause;
      return outcome;
    });
    throwIfEngineIsOut(outcomes);
    return outcomes;
  }

  async find(identity: EventIdentity, atMs: number): Promise<Event | undefined> {
    const { Item } = await this.#client
      .send(new GetCommand({ TableName: this.#tableName, Key: eventKey(identity), ConsistentRead: true }))
      .catch(throwEngineFault);
    if (Item === undefined) return undefined;
    const { event } = attemptOfItem(Item as EventItem);
    return isExpired(event, atMs) ? undefined : event;
  }

  async list(query: EventQuery, { limit, after, atMs }: EventPageRequest): Promise<EventPage> {
    const { read } = await this.#shardCounts.get();
    const direction = query.order === 'asc' ? 1 : -1;
    const belongs = (event: Pick<Event, 'type' | 'source' | 'subject' | 'expiresAtMs'>): boolean =>
      passesFilters(event, query) && !isExpired(event, atMs);
    const shards = eventIndexShards(this.#client, this.#tableName, query, { after, shards: read });
    const { entries, last } = await mergeShards(shards, {
      compare: (left, right) => direction * comparePositions(left, right),
      accepts: belongs,
      sizeOf: ({ sizeBytes }) => sizeBytes,
      limit,
    });
    const events = await this.#hydrator.hydrate(entries, belongs);
    return { events, ...(last !== undefined && { next: { instant: last.instant, hash: last.hash } }) };
  }

  async ping(): Promise<void> {
    await this.#client
      .send(new GetCommand({ TableName: this.#tableName, Key: shardCountsKey }))
      .catch(throwEngineFault);
  }

  async #put(item: EventItem, atMs: number): Promise<AppendOutcome> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: item,
          ConditionExpression: `${absent} OR ${expired}`,
          ExpressionAttributeValues: { ':now': atMs },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { code: 'appended' };
    } catch (error) {
      const stored = itemOfFailedCondition(error);
      if (stored !== undefined) return { code: 'present', stored: attemptOfItem(stored as unknown as EventItem) };
      if (engineFaultOf(error) === undefined) throw error;
      return { code: 'failed', cause: error };
    }
  }
}

/**
 *          recorded                expiresAtMs            deleted by TTL
 * ────absent──┼────────present──────────┼───────expired───────┼───absent──▶
 *  write takes       write fails            write takes         write takes
 */
const absent = 'attribute_not_exists(pk)';
const expired = 'expiresAtMs <= :now';

/** Every attempt failed for a reason that is not its own, before anything was written. */
function throwIfEngineIsOut(outcomes: readonly AppendOutcome[]): void {
  const causes = outcomes.map((outcome) => (outcome.code === 'failed' ? outcome.cause : undefined));
  if (causes.length > 0 && causes.every((cause) => cause !== undefined && engineFaultOf(cause) !== 'passing'))
    throwEngineFault(causes[0]);
}
