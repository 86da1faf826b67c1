import type { Sha256 } from '../shared/ports.js';

/** What makes an event the same event: CloudEvents' `source` and `id`. */
export interface EventIdentity {
  readonly source: string;
  readonly id: string;
}

/**
 * The key of an identity, `EVENT#<id>#<source>`, at most 903 bytes. `%` and `#` of the id are percent-encoded, so that no two
 * identities share a key; the source stands last and needs no escape.
 */
export function identityKey({ id, source }: EventIdentity): string {
  return `EVENT#${id.replaceAll('%', '%25').replaceAll('#', '%23')}#${source}`;
}

/** The identity that a key was made of: the inverse of `identityKey`. */
export function identityOfKey(key: string): EventIdentity {
  const separator = key.indexOf('#', 'EVENT#'.length);
  const id = key.slice('EVENT#'.length, separator);
  return { id: id.replaceAll('%23', '#').replaceAll('%25', '%'), source: key.slice(separator + 1) };
}

/** Breaks ties between events of one instant, the same on every engine: the first 22 base64url characters (132 bits) of SHA-256 of the key. */
export function identityHash(identity: EventIdentity, sha256: Sha256): string {
  return sha256(identityKey(identity)).slice(0, 22);
}
