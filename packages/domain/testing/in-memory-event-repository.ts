import { comparePositions } from '../src/event/event-cursor.js';
import { identityKey, type EventIdentity } from '../src/event/event-identity.js';
import { passesFilters, type EventQuery } from '../src/event/event-query.js';
import type {
  AppendAttempt,
  AppendOutcome,
  EventPage,
  EventPageRequest,
  EventRepository,
} from '../src/event/event-repository.js';
import { isExpired, type Event } from '../src/event/event.js';
import { mergeShards, type Shard } from '../src/listing/merge-shards.js';

/** Keeps events in a map: the port's shortest implementation, for tests of what stands above it. */
export class InMemoryEventRepository implements EventRepository {
  readonly #stored = new Map<string, AppendAttempt>();

  append(attempts: readonly AppendAttempt[], atMs: number): Promise<readonly AppendOutcome[]> {
    return Promise.resolve(attempts.map((attempt) => this.#append(attempt, atMs)));
  }

  #append(attempt: AppendAttempt, atMs: number): AppendOutcome {
    const key = identityKey(attempt.event);
    const stored = this.#stored.get(key);
    if (stored !== undefined && !isExpired(stored.event, atMs)) return { code: 'present', stored };
    this.#stored.set(key, attempt);
    return { code: 'appended' };
  }

  find(identity: EventIdentity, atMs: number): Promise<Event | undefined> {
    const event = this.#stored.get(identityKey(identity))?.event;
    return Promise.resolve(event === undefined || isExpired(event, atMs) ? undefined : event);
  }

  async list(query: EventQuery, { limit, after, atMs }: EventPageRequest): Promise<EventPage> {
    const direction = query.order === 'asc' ? 1 : -1;
    const compare = (left: Event, right: Event): number => direction * comparePositions(left, right);
    const inRange = [...this.#stored.values()]
      .map(({ event }) => event)
      .filter(({ instant }) => (query.from ?? instant) <= instant && (query.to === undefined || instant < query.to))
      .filter((event) => after === undefined || direction * comparePositions(event, after) > 0)
      .sort(compare);
    const { entries, last } = await mergeShards([shardOf(inRange, compare)], {
      compare,
      accepts: (event) => passesFilters(event, query) && !isExpired(event, atMs),
      sizeOf: (event) => event.sizeBytes,
      limit,
    });
    return { events: entries, ...(last !== undefined && { next: { instant: last.instant, hash: last.hash } }) };
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }
}

/** A shard over sorted entries. */
export function shardOf<E>(sorted: readonly E[], compare: (left: E, right: E) => number): Shard<E> {
  return {
    read(after, count) {
      const start = after === undefined ? 0 : sorted.findIndex((entry) => compare(entry, after) > 0);
      const rest = start === -1 ? [] : sorted.slice(start);
      return Promise.resolve({ entries: rest.slice(0, count), exhausted: rest.length <= count });
    },
  };
}
