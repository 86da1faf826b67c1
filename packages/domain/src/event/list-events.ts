import type { Clock, Sha256 } from '../shared/ports.js';
import { err, ok, type Result } from '../shared/result.js';
import { inUseCase, type Observed } from '../telemetry/use-case.js';
import { decodeCursor, encodeCursor, type EventPosition } from './event-cursor.js';
import type { EventQuery } from './event-query.js';
import type { EventRepository } from './event-repository.js';
import type { Event } from './event.js';

/** A page of a list. */
export interface EventList {
  readonly events: readonly Event[];
  /** What gets the next page; absent at the end. */
  readonly nextCursor?: string;
}

/** What listing needs. */
export interface ListEventsDependencies extends Observed {
  readonly repository: EventRepository;
  readonly clock: Clock;
  readonly sha256: Sha256;
}

/**
 * Lists events in the query's order, up to `limit` (1..1000) at a time; a page may be short or empty and still have a cursor.
 * Fails with a sentence when the cursor is none of this query's.
 */
export async function listEvents(
  query: EventQuery,
  page: { readonly limit: number; readonly cursor?: string | undefined },
  dependencies: ListEventsDependencies,
): Promise<Result<EventList, string>> {
  const { repository, clock, sha256 } = dependencies;
  let after: EventPosition | undefined;
  if (page.cursor !== undefined) {
    const decoded = decodeCursor(page.cursor, query, sha256);
    if (!decoded.ok) return err(decoded.error);
    after = decoded.value;
  }
  const atMs = Math.floor(clock.nowMicros() / 1000);
  const { events, next } = await inUseCase('listEvents', dependencies, { 'annals.list.limit': page.limit }, () =>
    repository.list(query, { limit: page.limit, after, atMs }),
  );
  return ok({ events, ...(next !== undefined && { nextCursor: encodeCursor(next, query, sha256) }) });
}
