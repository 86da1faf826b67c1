import type { Sha256 } from '../shared/ports.js';
import { err, ok, type Result } from '../shared/result.js';

const form = /^v1\.([A-Za-z0-9._-]+)\.([A-Za-z0-9_-]{22})$/;

/**
 * Makes an opaque, URL-safe token of a position (1.. characters of `A-Za-z0-9._-`), bound to a query by 132 bits of SHA-256: a token that
 * was altered, or comes with another query, does not open. It is 26 characters longer than the position.
 *
 * @param query a text that two queries share exactly when they list the same items in the same order
 */
export function sealCursor(position: string, query: string, sha256: Sha256): string {
  return `v1.${position}.${check(position, query, sha256)}`;
}

/** Gives the position of a sealed cursor, or a sentence that says why it is none of this query's. */
export function openCursor(cursor: string, query: string, sha256: Sha256): Result<string, string> {
  const match = form.exec(cursor);
  if (match === null) return err('is not a cursor of this service');
  const [, position, sum] = match as unknown as [string, string, string];
  return sum === check(position, query, sha256) ? ok(position) : err('belongs to another query, or was altered');
}

function check(position: string, query: string, sha256: Sha256): string {
  return sha256(`v1.${position}\n${query}`).slice(0, 22);
}

/** Any text as a position: its UTF-8 form in base64url, four characters for three bytes. */
export function textToPosition(text: string): string {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Reads `textToPosition` back; `undefined` where it is none. */
export function positionToText(base64url: string): string | undefined {
  try {
    const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
