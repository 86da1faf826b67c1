import type { ApiKey } from '../src/access/api-key.js';
import { parsePrintedKey, type PrintedKey } from '../src/access/printed-key.js';
import { instantFromMicros } from '../src/shared/instant.js';
import { newYear2026Micros, sha256 } from './event-builders.js';

/** The secret of the key that a test calls by a name: 43 characters of base64url. */
export function secretOf(name: string): string {
  return sha256(`secret of ${name}`);
}

/** A key that a test calls by a name, good from New Year 2026 on and for everything, unless it says otherwise. */
export function apiKey(name: string, changes: Partial<ApiKey> = {}): ApiKey & { readonly printed: string } {
  const keyId = sha256(`id of ${name}`).slice(0, 16);
  const printed: PrintedKey = { keyId, secret: secretOf(name) };
  const key: ApiKey = {
    keyId,
    owner: 'a team',
    scopes: ['events:read', 'events:write', 'objects:read', 'objects:write', 'operations'],
    secretHash: sha256(printed.secret),
    createdAt: instantFromMicros(newYear2026Micros),
    ...changes,
  };
  const text = `annals_${keyId}.${printed.secret}`;
  if (parsePrintedKey(text) === undefined) throw new Error(`${text} is no key`);
  // Not listed among a key's own members: repositories keep what a key has, and no printed form.
  return Object.defineProperty(key, 'printed', { value: text }) as ApiKey & { readonly printed: string };
}
