import type { Instant } from '../shared/instant.js';
import { compareUtf8 } from '../shared/utf8.js';
import type { Scope } from './scope.js';

/** The most keys of one owner that are good at a time: one in use, and one to change to. */
export const maxActiveKeysPerOwner = 2;

/** A key as it is kept: its secret is known to its holder alone. On paper it is `annals_<keyId>.<secret>`. */
export interface ApiKey {
  /** 16 characters of base64url. */
  readonly keyId: string;
  /** Whose it is, 1..128 bytes of UTF-8: a team, a person, a service. */
  readonly owner: string;
  readonly scopes: readonly Scope[];
  /** The secret's SHA-256, 43 characters of base64url. The secret is 256 random bits, so that no salt is needed. */
  readonly secretHash: string;
  readonly createdAt: Instant;
  /** From when on it is refused, in milliseconds since 1970; absent: never. */
  readonly expiresAtMs?: number | undefined;
  /** When it was revoked, in milliseconds since 1970. */
  readonly revokedAtMs?: number | undefined;
}

/** The order in which keys are listed: by owner (UTF-8 order), then by creation. */
export function compareApiKeys(left: ApiKey, right: ApiKey): number {
  return (
    compareUtf8(left.owner, right.owner) ||
    compareUtf8(left.createdAt, right.createdAt) ||
    compareUtf8(left.keyId, right.keyId)
  );
}

/** Whether a key is good, or why it is no longer. */
export type ApiKeyState = 'good' | 'expired' | 'revoked';

/** What a key is at a time, in milliseconds since 1970. One that was revoked stays so when it expires. */
export function stateOf(key: ApiKey, atMs: number): ApiKeyState {
  if (key.revokedAtMs !== undefined) return 'revoked';
  return key.expiresAtMs !== undefined && key.expiresAtMs <= atMs ? 'expired' : 'good';
}
