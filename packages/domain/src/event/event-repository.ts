import type { EventPosition } from './event-cursor.js';
import type { EventIdentity } from './event-identity.js';
import type { EventQuery } from './event-query.js';
import type { Event } from './event.js';

/** One try at recording an event. */
export interface AppendAttempt {
  readonly event: Event;
  /** Unique to the try and stored with the event: meeting one's own after a lost response means that the try succeeded. */
  readonly writeId: string;
}

/** What became of an attempt. */
export type AppendOutcome =
  /** The identity was absent or expired; the event is stored durably now. */
  | { readonly code: 'appended' }
  /** The identity is taken; nothing was written. */
  | { readonly code: 'present'; readonly stored: AppendAttempt }
  /** The engine could not say; the event may or may not be stored, whole. The same attempt may be made again. */
  | { readonly code: 'failed'; readonly cause: unknown };

/** What part of a list to read. */
export interface EventPageRequest {
  /** The most events to return, 1..1000. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: EventPosition | undefined;
  /** The time that expiry is judged at, in milliseconds since 1970. */
  readonly atMs: number;
}

/** A part of a list. */
export interface EventPage {
  readonly events: readonly Event[];
  /** Up to where the list was examined, if it may go on; a page can be short or empty and still have it. */
  readonly next?: EventPosition;
}

/**
 * Keeps events. Every implementation passes the one contract suite in `testing`.
 *
 * Atomicity: each attempt takes effect whole or not at all, on its own. Faults of the whole engine throw `EngineUnavailable`.
 * Expiry: an event whose `expiresAtMs` is not after the given time is absent everywhere, and its identity is free.
 */
export interface EventRepository {
  /**
   * Stores each event whose identity is absent, durably before it returns; an outcome for each attempt, in order.
   * Of concurrent attempts at one identity exactly one is `appended`. The identities within one call differ.
   *
   * @param atMs the time that expiry is judged at, in milliseconds since 1970
   */
  append(attempts: readonly AppendAttempt[], atMs: number): Promise<readonly AppendOutcome[]>;

  /** The event of an identity, strongly consistent with `append`; `undefined` if it is absent or has expired at `atMs`. */
  find(identity: EventIdentity, atMs: number): Promise<Event | undefined>;

  /**
   * Events in the query's order, which is by `(instant, hash)`. May lag behind `append`; an event that was visible before the
   * first page is neither skipped nor repeated by paging. A page closes at `limit` events, at 4 MiB, or at 10,000 events examined.
   */
  list(query: EventQuery, page: EventPageRequest): Promise<EventPage>;

  /** Returns when the engine answers; throws `EngineUnavailable` when it does not. */
  ping(): Promise<void>;
}
