import { openCursor, sealCursor } from '../listing/cursor.js';
import { instantDigits, type Instant } from '../shared/instant.js';
import type { Sha256 } from '../shared/ports.js';
import { err, ok, type Result } from '../shared/result.js';
import { canonicalQuery, type EventQuery } from './event-query.js';

/** Where an event stands in every list: instant first, hash second, both as ASCII. */
export interface EventPosition {
  readonly instant: Instant;
  /** 22 base64url characters. */
  readonly hash: string;
}

/** Orders positions from the oldest on. */
export function comparePositions(left: EventPosition, right: EventPosition): number {
  if (left.instant !== right.instant) return left.instant < right.instant ? -1 : 1;
  if (left.hash === right.hash) return 0;
  return left.hash < right.hash ? -1 : 1;
}

/** The instant's 23 digits and the hash. */
const form = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{9})\.([A-Za-z0-9_-]{22})$/;

/** Writes a position as 46 URL-safe characters. */
export function positionText({ instant, hash }: EventPosition): string {
  return `${instantDigits(instant)}.${hash}`;
}

/** Reads `positionText` back; `undefined` where it is none. */
export function parsePosition(text: string): EventPosition | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, nanos, hash] = match;
  return { instant: `${year}-${month}-${day}T${hour}:${minute}:${second}.${nanos}Z` as Instant, hash: hash! };
}

/** Writes the position after which the next page of a query starts as a sealed cursor of 72 characters, whatever the page's size. */
export function encodeCursor(position: EventPosition, query: EventQuery, sha256: Sha256): string {
  return sealCursor(positionText(position), canonicalQuery(query), sha256);
}

/** Reads a cursor back. Fails with a sentence where it is none, was altered, or belongs to another query. */
export function decodeCursor(cursor: string, query: EventQuery, sha256: Sha256): Result<EventPosition, string> {
  const opened = openCursor(cursor, canonicalQuery(query), sha256);
  if (!opened.ok) return opened;
  const position = parsePosition(opened.value);
  return position === undefined ? err('is not a cursor of this list') : ok(position);
}
