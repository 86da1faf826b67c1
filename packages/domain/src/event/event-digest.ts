import type { Instant } from '../shared/instant.js';
import type { Sha256 } from '../shared/ports.js';
import { err, ok, type Result } from '../shared/result.js';
import { compareUtf8 } from '../shared/utf8.js';
import type { ExtensionValue } from './event-attributes.js';

/** What a producer sent, in the forms that a digest compares. */
export interface DigestInput {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string | undefined;
  /** Absent where the producer sent none: the default is not the producer's. */
  readonly time?: Instant | undefined;
  /** As `comparableContentType` gives it. */
  readonly contentType: string;
  readonly dataSchema?: string | undefined;
  readonly expiresAt?: Instant | undefined;
  readonly extensions: ReadonlyMap<string, ExtensionValue>;
  readonly data: { readonly form: 'json' | 'bytes'; readonly content: string | Uint8Array };
}

/**
 * The digest of an event, `v1:` and 43 characters of base64url: SHA-256 over the attributes and the SHA-256 of the data, so that
 * data can be erased later without breaking the proof. Two events of one identity are the same exactly when their digests are.
 *
 * The attributes are hashed as a JSON array of fixed length, which no two different events share.
 */
export function eventDigest(event: DigestInput, sha256: Sha256): string {
  const { form, content } = event.data;
  const attributes = JSON.stringify([
    event.id,
    event.source,
    event.type,
    event.subject ?? null,
    event.time ?? null,
    event.contentType,
    event.dataSchema ?? null,
    event.expiresAt ?? null,
    sortedExtensions(event.extensions),
    form,
    sha256(content),
  ]);
  return `v1:${sha256(attributes)}`;
}

function sortedExtensions(extensions: DigestInput['extensions']): readonly (readonly [string, string])[] {
  if (extensions.size === 0) return [];
  return [...extensions]
    .map(([name, value]) => [name, String(value)] as const)
    .sort(([left], [right]) => compareUtf8(left, right));
}

/** A digest, as `eventDigest` makes them. */
export function parseDigest(value: unknown): Result<string, string> {
  return typeof value === 'string' && /^v1:[A-Za-z0-9_-]{43}$/.test(value)
    ? ok(value)
    : err('must be v1: and 43 characters of base64url');
}
