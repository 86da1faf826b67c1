import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ApiKeyRepository } from '../src/access/api-key-repository.js';
import { instantFromMicros } from '../src/shared/instant.js';
import { apiKey } from './api-key-builders.js';
import { newYear2026Micros } from './event-builders.js';

/** How a suite gets at an implementation. */
export interface ApiKeyRepositoryHarness {
  /** Called once; the engine may start here. */
  readonly start?: () => Promise<void>;
  /** Called before each fact: a repository that holds nothing. */
  readonly empty: () => Promise<ApiKeyRepository>;
  /** Called once at the end. */
  readonly stop?: () => Promise<void>;
}

const newYearMs = newYear2026Micros / 1000;

/** States what every `ApiKeyRepository` does, whichever engine it stands on. */
export function describeApiKeyRepository(name: string, harness: ApiKeyRepositoryHarness): void {
  describe(`${name} as an ApiKeyRepository`, () => {
    let repository: ApiKeyRepository;
    beforeAll(async () => harness.start?.());
    beforeEach(async () => {
      repository = await harness.empty();
    });
    afterAll(async () => harness.stop?.());
    const current: CurrentRepository = () => repository;
    describeKeeping(current);
    describeListing(current);
    describeRevoking(current);
  });
}

type CurrentRepository = () => ApiKeyRepository;

function describeKeeping(current: CurrentRepository): void {
  test('knows no key that was not added', async () => {
    expect(await current().find(apiKey('stranger').keyId)).toBeUndefined();
    expect(await current().list()).toEqual([]);
  });

  test.each([
    ['with everything', apiKey('one', { expiresAtMs: newYearMs + 1 })],
    ['without an expiry', apiKey('two')],
    ['of one scope', apiKey('three', { scopes: ['operations'] })],
    ['of an owner of every kind of character', apiKey('four', { owner: 'Ärger & Söhne #1 %23 🦊 "quoted"' })],
    ['of the longest owner', apiKey('five', { owner: '🦊'.repeat(32) })],
  ])('gives back a key %s as it was added', async (_what, key) => {
    expect(await current().add(key)).toBe(true);
    expect(await current().find(key.keyId)).toEqual(key);
  });

  test('keeps the first key of an id', async () => {
    const first = apiKey('same', { owner: 'first' });
    await current().add(first);
    expect(await current().add({ ...first, owner: 'second', secretHash: apiKey('other').secretHash })).toBe(false);
    expect(await current().find(first.keyId)).toEqual(first);
  });

  test('adds a key once under concurrency', async () => {
    const contenders = Array.from({ length: 8 }, (_, index) => ({
      ...apiKey('contended'),
      owner: `owner-${index}`,
      secretHash: apiKey(`contender-${index}`).secretHash,
    }));
    const added = await Promise.all(contenders.map((key) => current().add(key)));
    expect(added.filter((one) => one)).toHaveLength(1);
    expect(await current().find(apiKey('contended').keyId)).toEqual(contenders[added.indexOf(true)]);
  });
}

function describeListing(current: CurrentRepository): void {
  test('lists every key by owner, as UTF-8 orders them, and then by creation', async () => {
    const at = (seconds: number) => instantFromMicros(newYear2026Micros + seconds * 1e6);
    const expected = [
      apiKey('a1', { owner: 'a', createdAt: at(1) }),
      apiKey('a2', { owner: 'a', createdAt: at(2), revokedAtMs: newYearMs + 3000 }),
      apiKey('a!', { owner: 'a!', createdAt: at(0) }),
      apiKey('b', { owner: 'b', createdAt: at(0), expiresAtMs: newYearMs + 1 }),
      apiKey('\uffee', { owner: '\uffee', createdAt: at(0) }),
      apiKey('🦊', { owner: '🦊', createdAt: at(0) }),
    ];
    for (const key of expected.toReversed()) await current().add(key);
    expect(await current().list()).toEqual(expected);
  });

  test('lists more keys than an engine gives at once', async () => {
    const keys = Array.from({ length: 120 }, (_, index) => apiKey(`many-${index}`, { owner: `o${1000 + index}` }));
    await Promise.all(keys.map((key) => current().add(key)));
    expect(await current().list()).toEqual(keys);
  });
}

function describeRevoking(current: CurrentRepository): void {
  test('revokes a key for whoever looks next', async () => {
    const key = apiKey('revoked', { expiresAtMs: newYearMs + 5 });
    await current().add(key);
    expect(await current().revoke(key.keyId, newYearMs + 1)).toBe(true);
    const revoked = { ...key, revokedAtMs: newYearMs + 1 };
    expect(await current().find(key.keyId)).toEqual(revoked);
    expect(await current().list()).toEqual([revoked]);
  });

  test('keeps the time of the first revocation', async () => {
    const key = apiKey('twice');
    await current().add(key);
    await current().revoke(key.keyId, newYearMs + 1);
    expect(await current().revoke(key.keyId, newYearMs + 2)).toBe(true);
    expect((await current().find(key.keyId))?.revokedAtMs).toBe(newYearMs + 1);
  });

  test('tells that there is no key to revoke, and makes none', async () => {
    const { keyId } = apiKey('nobody');
    expect(await current().revoke(keyId, newYearMs)).toBe(false);
    expect(await current().find(keyId)).toBeUndefined();
  });
}
