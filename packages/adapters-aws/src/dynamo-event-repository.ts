import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  comparePositions,
  isExpired,
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
import { EventAppender } from './append-events.js';
import type { BatchPath } from './batch-statements.js';
import { engineFaultOf, throwEngineFault } from './dynamo-faults.js';
import { eventIndexShards } from './event-index-shard.js';
import { attemptOfItem, eventItemOf, type EventItem } from './event-item.js';
import { EventHydrator } from './hydrate-events.js';
import { eventKey, shardCountsKey, shardOf } from './schema/index.js';
import { CachedShardCounts, readShardCounts } from './shard-counts.js';

/**
 * Each event is one item, written under a condition and found by three sharded indexes. Lists lag behind writes by the indexes' delay.
 * `append` throws `EngineUnavailable` only where nothing was written: the engine refused or could not be reached.
 */
export class DynamoEventRepository implements EventRepository {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #shardCounts: CachedShardCounts;
  readonly #appender: EventAppender;
  readonly #hydrator: EventHydrator;

  /** @param options `client` is destroyed by whoever made it; `batches` says how several events are written, `direct` if absent; `nowMs` tells the age of the shard counts, in milliseconds since 1970 */
  constructor(options: {
    readonly client: DynamoDBDocumentClient;
    readonly tableName: string;
    readonly batches?: BatchPath;
    readonly nowMs?: () => number;
  }) {
    this.#client = options.client;
    this.#tableName = options.tableName;
    this.#shardCounts = new CachedShardCounts(() => readShardCounts(options.client, options.tableName), options.nowMs);
    this.#appender = new EventAppender(options.client, options.tableName, options.batches ?? 'direct');
    this.#hydrator = new EventHydrator(options.client, options.tableName);
  }

  /**
   * Reads the shard counts now, and so connects, while a function starts; whoever needs them meets what that fails with. Returns at once.
   */
  warmUp(): void {
    this.#shardCounts.get().catch(() => {});
  }

  async append(attempts: readonly AppendAttempt[], atMs: number): Promise<readonly AppendOutcome[]> {
    const { write } = await this.#shardCounts.get();
    const items = attempts.map((attempt) => eventItemOf(attempt, shardOf(attempt.event.hash, write)));
    const outcomes = await this.#appender.append(items, atMs);
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
}

/** Every attempt failed for a reason that is not its own, before anything was written. */
function throwIfEngineIsOut(outcomes: readonly AppendOutcome[]): void {
  const causes = outcomes.map((outcome) => (outcome.code === 'failed' ? outcome.cause : undefined));
  if (causes.length > 0 && causes.every((cause) => cause !== undefined && engineFaultOf(cause) !== 'passing'))
    throwEngineFault(causes[0]);
}
