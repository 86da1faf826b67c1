import type { Clock, Sha256 } from '../shared/ports.js';
import { stateOf, type ApiKey } from './api-key.js';
import type { ApiKeyRepository } from './api-key-repository.js';
import { parsePrintedKey } from './printed-key.js';
import { isSameHash } from './same-hash.js';

/** What a text that should be a key is. What is not good is told apart for logs and metrics: callers learn nothing of it. */
export type ApiKeyCheck =
  | { readonly code: 'good'; readonly key: ApiKey }
  /** It does not look like a key, or no key has its id. */
  | { readonly code: 'malformed' | 'unknown' }
  /** There is such a key; its secret is another. */
  | { readonly code: 'wrong'; readonly key: ApiKey }
  /** Its holder has the secret, and it is no longer good. */
  | { readonly code: 'revoked' | 'expired'; readonly key: ApiKey };

/** What checking a key needs. */
export interface AuthenticateApiKeyDependencies {
  readonly repository: Pick<ApiKeyRepository, 'find'>;
  readonly sha256: Sha256;
  readonly clock: Clock;
}

/** What an unknown id is compared with, so that it takes as long as a known one. No secret has it. */
const noHash = '-'.repeat(43);

/** Checks a printed key. Throws `EngineUnavailable`. */
export async function authenticateApiKey(
  printed: string,
  { repository, sha256, clock }: AuthenticateApiKeyDependencies,
): Promise<ApiKeyCheck> {
  const parsed = parsePrintedKey(printed);
  if (parsed === undefined) return { code: 'malformed' };
  const key = await repository.find(parsed.keyId);
  const isHolder = isSameHash(sha256(parsed.secret), key?.secretHash ?? noHash);
  if (key === undefined) return { code: 'unknown' };
  if (!isHolder) return { code: 'wrong', key };
  return { code: stateOf(key, clock.nowMicros() / 1000), key };
}
