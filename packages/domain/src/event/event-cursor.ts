import type { Instant } from '../shared/instant.js';
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

/** The instant's 23 digits, the hash, and a check over both and the query. */
const form = /^v1\.(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{9})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})$/;

/**
 * Writes the position after which the next page of a query starts as an opaque, URL-safe token of 73 characters.
 *
 * It is bound to the query's filters, range and order (not to the page's size) by 132 bits of SHA-256.
 */
export function encodeCursor(position: EventPosition, query: EventQuery, sha256: Sha256): string {
  const body = `v1.${position.instant.replace(/\D/g, '')}.${position.hash}`;
  return `${body}.${check(body, query, sha256)}`;
}

/** Reads a cursor back. Fails with a sentence where it is none, was altered, or belongs to another query. */
export function decodeCursor(cursor: string, query: EventQuery, sha256: Sha256): Result<EventPosition, string> {
  const match = form.exec(cursor);
  if (match === null) return err('is not a cursor of this service');
  const [, year, month, day, hour, minute, second, nanos, hash, sum] = match;
  if (sum !== check(cursor.slice(0, -23), query, sha256)) return err('belongs to another query, or was altered');
  return ok({ instant: `${year}-${month}-${day}T${hour}:${minute}:${second}.${nanos}Z` as Instant, hash: hash! });
}

function check(body: string, query: EventQuery, sha256: Sha256): string {
  return sha256(`${body}\n${canonicalQuery(query)}`).slice(0, 22);
}
