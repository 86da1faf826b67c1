import { err, ok, type Result } from '../shared/result.js';
import type { Sha256 } from '../shared/ports.js';
import { isLongerThan } from '../shared/utf8.js';
import type { ObjectIdentity } from './object-change.js';

/** The most bytes of UTF-8 that a key may have. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const maxKeyBytes = 1024;

/** A key: 1..1024 bytes of UTF-8. S3 refuses nothing else, so neither does Annals. */
export function parseObjectKey(value: unknown): Result<string, string> {
  if (typeof value !== 'string') return err('must be a string');
  if (value === '') return err('must not be empty');
  if (!value.isWellFormed()) return err('must not hold lone surrogates');
  return isLongerThan(value, maxKeyBytes) ? err(`must be at most ${maxKeyBytes} bytes of UTF-8`) : ok(value);
}

/** A prefix of keys: up to 1024 bytes, or empty. */
export function parseKeyPrefix(value: string): Result<string, string> {
  return value === '' ? ok('') : parseObjectKey(value);
}

/**
 * The key of an object's items, `OBJECT#<bucket>#<key>`, at most 1,095 bytes. A bucket's name holds no `#`, so no two objects share it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function objectKeyOf({ bucket, key }: ObjectIdentity): string {
  return `OBJECT#${bucket}#${key}`;
}

/** Breaks ties between changes of one instant: the first 22 base64url characters of SHA-256 of `objectKeyOf`. */
export function objectHash(identity: ObjectIdentity, sha256: Sha256): string {
  return sha256(objectKeyOf(identity)).slice(0, 22);
}
