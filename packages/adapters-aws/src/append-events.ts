import { setTimeout as delay } from 'node:timers/promises';
import type { BatchStatementError } from '@aws-sdk/client-dynamodb';
import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { EngineUnavailable, isExpired, mapConcurrently, type AppendAttempt, type AppendOutcome } from '@annals/domain';
import { insertsBy, maxStatements, type BatchPath, type InsertItems } from './batch-statements.js';
import { engineFaultOf, errorOfStatement, itemOfFailedCondition } from './dynamo-faults.js';
import { attemptOfItem, type EventItem } from './event-item.js';
import type { PlainItem } from './insert-statement.js';
import { readItems } from './read-items.js';

/** How many conditional puts of one call are under way at once. */
const concurrentPuts = 32;

/** How many requests with insertions of one call are under way at once. */
const concurrentRequests = 8;

/** The most bytes of events in one request: DynamoDB takes several times as many, a slow network does not within a request's timeout. */
const maxRequestBytes = 1_048_576;

/** After so many failures in a row the rest of a call is not tried: each has been retried, and its caller waits. */
const maxFailuresInARow = concurrentPuts;

/** How often an insertion is tried in all that DynamoDB refuses within an answer, which the SDK does not look into. */
const maxTries = 3;

/** The longest wait before the second try, in milliseconds; it doubles with each, and what is waited is a random part of it. */
const firstBackoffMs = 100;

/** Writes events under the condition that their identities are absent or expired; says of each what became of it. */
export class EventAppender {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #insert: InsertItems | undefined;

  constructor(client: DynamoDBDocumentClient, tableName: string, batches: BatchPath) {
    this.#client = client;
    this.#tableName = tableName;
    this.#insert = insertsBy(batches, client, tableName);
  }

  /** Writes items with different keys; an outcome for each, in order. @param atMs the time that expiry is judged at, in milliseconds since 1970 */
  async append(items: readonly EventItem[], atMs: number): Promise<readonly AppendOutcome[]> {
    const insert = this.#insert;
    const [groups, limit] =
      insert === undefined ? [items.map((item) => [item]), concurrentPuts] : [groupsOf(items), concurrentRequests];
    let failuresInARow = 0;
    let lastCause: unknown;
    const outcomes = await mapConcurrently(groups, limit, async (group): Promise<readonly AppendOutcome[]> => {
      if (failuresInARow >= maxFailuresInARow) return group.map(() => ({ code: 'failed', cause: lastCause }));
      const made =
        insert === undefined || group.length === 1
          ? [await this.#put(group[0]!, atMs)]
          : await this.#insertAll(insert, group, atMs);
      for (const outcome of made) {
        failuresInARow = outcome.code === 'failed' ? failuresInARow + 1 : 0;
        if (outcome.code === 'failed') lastCause = outcome.cause;
      }
      return made;
    });
    return outcomes.flat();
  }

  /** Inserts items in one request, and again those that were refused for a moment. */
  async #insertAll(insert: InsertItems, items: readonly EventItem[], atMs: number): Promise<readonly AppendOutcome[]> {
    const outcomes = new Map<EventItem, AppendOutcome>();
    const taken: EventItem[] = [];
    let pending = items;
    for (let tries = 1; pending.length > 0; tries++) {
      if (tries > 1) await delay(Math.random() * firstBackoffMs * 2 ** (tries - 2));
      const failures = await insertedOrFailed(insert, pending);
      const again: EventItem[] = [];
      for (const [index, item] of pending.entries()) {
        const failure = failures[index];
        if (failure === undefined) outcomes.set(item, { code: 'appended' });
        else if (isTaken(failure)) taken.push(item);
        else if (isFailureOfStatement(failure) && mayPass(failure) && tries < maxTries) again.push(item);
        else outcomes.set(item, { code: 'failed', cause: causeOf(failure) });
      }
      pending = again;
    }
    for (const [item, outcome] of await this.#judge(taken, atMs)) outcomes.set(item, outcome);
    return items.map((item) => outcomes.get(item)!);
  }

  /** What became of items whose keys are taken: by the same event, by another, by an attempt's own try before, or by what has expired. */
  async #judge(items: readonly EventItem[], atMs: number): Promise<readonly (readonly [EventItem, AppendOutcome])[]> {
    if (items.length === 0) return [];
    const found = await this.#find(items);
    if (found instanceof EngineUnavailable)
      return items.map((item) => [item, { code: 'failed', cause: found.cause }] as const);
    return mapConcurrently(items, concurrentPuts, async (item) => {
      const stored = found.get(item.pk);
      if (stored !== undefined && !isExpired(stored.event, atMs)) return [item, { code: 'present', stored }] as const;
      return [item, await this.#put(item, atMs)] as const;
    });
  }

  async #find(items: readonly EventItem[]): Promise<ReadonlyMap<string, AppendAttempt> | EngineUnavailable> {
    try {
      const stored = await readItems<EventItem>(this.#client, this.#tableName, items, true);
      return new Map(stored.map((item) => [item.pk, attemptOfItem(item)]));
    } catch (error) {
      if (error instanceof EngineUnavailable) return error;
      throw error;
    }
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
 *  insertion takes   insertion fails        insertion fails     insertion takes
 */
const absent = 'attribute_not_exists(pk)';
const expired = 'expiresAtMs <= :now';

/** Cuts items into requests. */
function groupsOf(items: readonly EventItem[]): EventItem[][] {
  const groups: EventItem[][] = [];
  let sizeBytes = 0;
  for (const item of items) {
    const last = groups.at(-1);
    sizeBytes += item.sizeBytes;
    if (last !== undefined && last.length < maxStatements && sizeBytes <= maxRequestBytes) last.push(item);
    else {
      groups.push([item]);
      sizeBytes = item.sizeBytes;
    }
  }
  return groups;
}

/** Why an insertion failed: DynamoDB's word on its statement, or the error of the whole request. */
type InsertFailure = BatchStatementError | { readonly thrown: unknown };

async function insertedOrFailed(
  insert: InsertItems,
  items: readonly EventItem[],
): Promise<readonly (InsertFailure | undefined)[]> {
  try {
    return await insert(items as unknown as readonly PlainItem[]);
  } catch (error) {
    if (engineFaultOf(error) === undefined) throw error;
    return items.map(() => ({ thrown: error }));
  }
}

function isFailureOfStatement(failure: InsertFailure): failure is BatchStatementError {
  return !('thrown' in failure);
}

function isTaken(failure: InsertFailure): boolean {
  return isFailureOfStatement(failure) && failure.Code === 'DuplicateItem';
}

function mayPass(failure: BatchStatementError): boolean {
  return engineFaultOf(errorOfStatement(failure)) === 'passing';
}

function causeOf(failure: InsertFailure): unknown {
  return isFailureOfStatement(failure) ? errorOfStatement(failure) : failure.thrown;
}
