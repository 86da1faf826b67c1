import { parseId } from '../event/event-attributes.js';
import { instantFromMicros } from '../shared/instant.js';
import type { Clock, Sha256 } from '../shared/ports.js';
import { err, ok, type Result } from '../shared/result.js';
import { maxActiveKeysPerOwner, stateOf, type ApiKey } from './api-key.js';
import type { ApiKeyRepository } from './api-key-repository.js';
import { parsePrintedKey, printKey, type PrintedKey } from './printed-key.js';
import { scopes, type Scope } from './scope.js';

/** A key that is to be made. */
export interface NewApiKey extends PrintedKey {
  readonly owner: string;
  /** At least one; their order and repetitions do not matter. */
  readonly scopes: readonly Scope[];
  /** From when on it is refused, in milliseconds since 1970; absent: never. */
  readonly expiresAtMs?: number | undefined;
}

/** A key that was made. */
export interface CreatedApiKey {
  readonly key: ApiKey;
  /** The key as its holder keeps it. Nothing can show it again. */
  readonly printed: string;
}

/** What making and listing keys needs. */
export interface ManageApiKeysDependencies {
  readonly repository: ApiKeyRepository;
  readonly sha256: Sha256;
  readonly clock: Clock;
}

/**
 * Makes a key, of which only the hash of the secret is kept. Fails with a sentence for each fault: an owner has at most two keys that are
 * good, one in use and one to change to. Throws `RangeError` where `keyId` or `secret` have not the form of random ones, and
 * `EngineUnavailable`.
 */
export async function createApiKey(
  wanted: NewApiKey,
  { repository, sha256, clock }: ManageApiKeysDependencies,
): Promise<Result<CreatedApiKey, readonly string[]>> {
  const printed = printKey(wanted);
  if (parsePrintedKey(printed) === undefined) throw new RangeError('a key has an id and a secret of random bytes');
  const nowMicros = clock.nowMicros();
  const faults = faultsOf(wanted, nowMicros / 1000);
  if (faults.length > 0) return err(faults);
  const { keyId, secret, owner, expiresAtMs } = wanted;
  const own = (await repository.list()).filter(
    (key) => key.owner === owner && stateOf(key, nowMicros / 1000) === 'good',
  );
  if (own.length >= maxActiveKeysPerOwner)
    return err([
      `${owner} has ${own.length} keys that are good, ${own.map((key) => key.keyId).join(' and ')}: revoke one`,
    ]);
  const key: ApiKey = {
    keyId,
    owner,
    scopes: scopes.filter((scope) => wanted.scopes.includes(scope)),
    secretHash: sha256(secret),
    createdAt: instantFromMicros(nowMicros),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  };
  if (!(await repository.add(key))) throw new Error(`a random id came twice: ${keyId}`);
  return ok({ key, printed });
}

function faultsOf({ owner, scopes: wanted, expiresAtMs }: NewApiKey, nowMs: number): string[] {
  const parsed = parseId(owner);
  return [
    ...(parsed.ok ? [] : [`the owner ${parsed.error}`]),
    ...(wanted.length === 0 ? [`a key needs a scope: ${scopes.join(', ')}`] : []),
    ...(expiresAtMs !== undefined && expiresAtMs <= nowMs ? ['the expiry must lie ahead'] : []),
  ];
}
