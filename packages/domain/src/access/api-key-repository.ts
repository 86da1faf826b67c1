import type { ApiKey } from './api-key.js';

/**
 * Keeps API keys. Every implementation passes the one contract suite in `testing`. Faults of the engine throw `EngineUnavailable`.
 */
export interface ApiKeyRepository {
  /** Stores a key, durably; whether its id was free. */
  add(key: ApiKey): Promise<boolean>;

  /** The key of an id, as it is now: a revocation is seen by the next call, in every process. */
  find(keyId: string): Promise<ApiKey | undefined>;

  /** Every key, those that are no longer good included, by owner and then by creation (`compareApiKeys`). On DynamoDB a key that was just made may be missing for a moment. */
  list(): Promise<readonly ApiKey[]>;

  /** Revokes a key at a time, in milliseconds since 1970; whether there is one of that id. The first revocation's time stays. */
  revoke(keyId: string, atMs: number): Promise<boolean>;
}
