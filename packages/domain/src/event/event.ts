import type { Instant } from '../shared/instant.js';
import type { ExtensionValue } from './event-attributes.js';
import type { EventData } from './event-data.js';

/** What happened, as Annals keeps it: immutable once recorded. `acceptEvent` makes one from a draft. */
export interface Event {
  /** A URI reference, 1..512 bytes. With `id` it is the identity. */
  readonly source: string;
  /** 1..128 bytes. */
  readonly id: string;
  /** 1..256 bytes. */
  readonly type: string;
  /** 1..512 bytes. */
  readonly subject?: string;
  /** When it occurred, as posted; absent where the producer gave none. */
  readonly time?: string;
  /** When it occurred, as lists order it: `time` in UTC, or else the acceptance. */
  readonly instant: Instant;
  /** When Annals accepted it. */
  readonly recordedAt: Instant;
  /** From when on it is absent, as posted. */
  readonly expiresAt?: string;
  /** The same, in milliseconds since 1970, rounded up. */
  readonly expiresAtMs?: number;
  /** A media type, 1..256 bytes. */
  readonly dataContentType?: string;
  /** A URI, 1..2,048 bytes. */
  readonly dataSchema?: string;
  /** Up to 64, by name. */
  readonly extensions: ReadonlyMap<string, ExtensionValue>;
  readonly data: EventData;
  /** `v1:` and 43 characters of base64url. Of two events of one identity it tells whether they are the same. */
  readonly digest: string;
  /** The first 22 base64url characters of the identity key's SHA-256: breaks ties between events of one instant. */
  readonly hash: string;
  /** An upper bound of the bytes that a representation of the event takes in an answer. */
  readonly sizeBytes: number;
}

/** Whether an event is absent at a time, in milliseconds since 1970, because it has expired. */
export function isExpired(event: { readonly expiresAtMs?: number | undefined }, atMs: number): boolean {
  return event.expiresAtMs !== undefined && event.expiresAtMs <= atMs;
}

/** The occurrence as a producer or, where it said nothing, Annals dated it. */
export function timeOf(event: Event): string {
  return event.time ?? event.instant;
}
