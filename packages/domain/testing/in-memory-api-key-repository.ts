import { compareApiKeys, type ApiKey } from '../src/access/api-key.js';
import type { ApiKeyRepository } from '../src/access/api-key-repository.js';

/** Keeps keys in a map: the port's shortest implementation, for tests of what stands above it. */
export class InMemoryApiKeyRepository implements ApiKeyRepository {
  readonly #keys = new Map<string, ApiKey>();

  /** @param keys what it holds from the start */
  constructor(...keys: readonly ApiKey[]) {
    for (const key of keys) this.#keys.set(key.keyId, key);
  }

  add(key: ApiKey): Promise<boolean> {
    const isFree = !this.#keys.has(key.keyId);
    if (isFree) this.#keys.set(key.keyId, key);
    return Promise.resolve(isFree);
  }

  find(keyId: string): Promise<ApiKey | undefined> {
    return Promise.resolve(this.#keys.get(keyId));
  }

  list(): Promise<readonly ApiKey[]> {
    return Promise.resolve([...this.#keys.values()].sort(compareApiKeys));
  }

  revoke(keyId: string, atMs: number): Promise<boolean> {
    const key = this.#keys.get(keyId);
    if (key !== undefined) this.#keys.set(keyId, { ...key, revokedAtMs: key.revokedAtMs ?? atMs });
    return Promise.resolve(key !== undefined);
  }
}
