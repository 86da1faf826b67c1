import { parseDataContentType } from '../event/event-attributes.js';
import { pointer, type EventFault } from '../event/event-draft.js';
import { err, ok, type Result } from '../shared/result.js';
import { parseObjectKey } from './object-identity.js';
import type { UploadTerms } from './object-store.js';

/** The largest object that one PUT can make. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const maxUploadBytes = 5 * 1024 ** 3;

const parsers = {
  key: parseObjectKey,
  contentType: parseContentType,
  sizeBytes: parseSize,
  checksumSha256: parseChecksum,
} as const;

const required: readonly string[] = ['key', 'contentType', 'sizeBytes'];

/** Reads the terms of an upload: `{key, contentType, sizeBytes, checksumSha256?}`. Lists every fault; a size over 5 GiB is `too-large`. */
export function parseUploadTerms(
  members: Readonly<Record<string, unknown>>,
): Result<UploadTerms, readonly EventFault[]> {
  const faults: EventFault[] = [];
  for (const name of Object.keys(members))
    if (!Object.hasOwn(parsers, name))
      faults.push({ code: 'invalid', pointer: pointer(name), detail: 'is not a member of an upload' });
  for (const [name, parse] of Object.entries(parsers)) {
    const value = members[name];
    const parsed: Result<unknown, string> = value === undefined ? absent(name) : parse(value);
    if (!parsed.ok)
      faults.push({
        code: isTooLarge(name, value) ? 'too-large' : 'invalid',
        pointer: pointer(name),
        detail: parsed.error,
      });
  }
  return faults.length === 0 ? ok(members as unknown as UploadTerms) : err(faults);
}

function absent(name: string): Result<undefined, string> {
  return required.includes(name) ? err('is required') : ok(undefined);
}

function isTooLarge(name: string, value: unknown): boolean {
  return name === 'sizeBytes' && Number.isSafeInteger(value) && (value as number) > maxUploadBytes;
}

/** It is sent as a header field, in which senders and receivers agree on ASCII alone. */
function parseContentType(value: unknown): Result<string, string> {
  const type = parseDataContentType(value);
  return type.ok && !/^[ -~]*$/.test(type.value) ? err('must be ASCII') : type;
}

function parseSize(value: unknown): Result<number, string> {
  if (!Number.isSafeInteger(value) || (value as number) < 0) return err('must be a whole number of bytes');
  return (value as number) <= maxUploadBytes ? ok(value as number) : err(`must be at most ${maxUploadBytes}`);
}

/** 32 bytes in padded base64. */
function parseChecksum(value: unknown): Result<string, string> {
  return typeof value === 'string' && /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(value)
    ? ok(value)
    : err('must be the SHA-256 of the content in padded base64');
}
