import { stateOf, type ApiKey, type ApiKeyState } from './api-key.js';
import type { ManageApiKeysDependencies } from './create-api-key.js';

/** A key and whether it is still good. */
export interface ListedApiKey extends ApiKey {
  readonly state: ApiKeyState;
}

/** Every key by owner and then by creation, those that are no longer good included. Throws `EngineUnavailable`. */
export async function listApiKeys({
  repository,
  clock,
}: Pick<ManageApiKeysDependencies, 'repository' | 'clock'>): Promise<readonly ListedApiKey[]> {
  const nowMs = clock.nowMicros() / 1000;
  return (await repository.list()).map((key) => ({ ...key, state: stateOf(key, nowMs) }));
}

/** Revokes a key from now on, for good; whether there is one of that id. Throws `EngineUnavailable`. */
export async function revokeApiKey(
  keyId: string,
  { repository, clock }: Pick<ManageApiKeysDependencies, 'repository' | 'clock'>,
): Promise<boolean> {
  return repository.revoke(keyId, Math.floor(clock.nowMicros() / 1000));
}
