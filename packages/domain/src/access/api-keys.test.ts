import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { apiKey, secretOf } from '../../testing/api-key-builders.js';
import { newYear2026Micros, sha256 } from '../../testing/event-builders.js';
import { InMemoryApiKeyRepository } from '../../testing/in-memory-api-key-repository.js';
import { stateOf, type ApiKey } from './api-key.js';
import { authenticateApiKey } from './authenticate-api-key.js';
import { createApiKey, type NewApiKey } from './create-api-key.js';
import { listApiKeys, revokeApiKey } from './manage-api-keys.js';
import { parsePrintedKey, printKey } from './printed-key.js';
import { isSameHash } from './same-hash.js';
import { scopes } from './scope.js';

const newYearMs = newYear2026Micros / 1000;
const clockAt = (ms: number) => ({ nowMicros: () => ms * 1000 });
const base64url = (length: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from('ABCXYZabcxyz0189_-')), minLength: length, maxLength: length });
const anyPrinted = fc.record({ keyId: base64url(16), secret: base64url(43) });
const anyScopes = fc.uniqueArray(fc.constantFrom(...scopes), { minLength: 1 });

function dependencies(repository = new InMemoryApiKeyRepository(), ms = newYearMs) {
  return { repository, sha256, clock: clockAt(ms) };
}

const wanted = (name: string, changes: Partial<NewApiKey> = {}): NewApiKey => {
  const { keyId, owner, scopes: all } = apiKey(name);
  return { keyId, secret: secretOf(name), owner, scopes: all, ...changes };
};

describe('a printed key', () => {
  test('is read as it was printed', () => {
    fc.assert(fc.property(anyPrinted, (key) => expect(parsePrintedKey(printKey(key))).toEqual(key)));
  });

  test('is nothing but a printed key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), anyPrinted, fc.nat(), (text, key, at) => {
        const printed = printKey(key);
        expect(parsePrintedKey(text)).toBeUndefined();
        expect(parsePrintedKey(printed.slice(0, at % printed.length))).toBeUndefined();
        for (const around of [`${printed}${text || ' '}`, `${text || ' '}${printed}`])
          expect(parsePrintedKey(around)).toBeUndefined();
      }),
    );
  });
});

test('two hashes are the same where they are equal, whatever their lengths', () => {
  fc.assert(
    fc.property(base64url(5), base64url(5), fc.string(), (left, right, other) => {
      expect(isSameHash(left, left)).toBe(true);
      expect(isSameHash(left, right)).toBe(left === right);
      expect(isSameHash(left, other)).toBe(left === other);
      expect(isSameHash(other, left)).toBe(left === other);
    }),
  );
});

describe('making a key', () => {
  test('shows it once, and keeps the hash of its secret alone', async () => {
    await fc.assert(
      fc.asyncProperty(anyPrinted, anyScopes, fc.option(fc.integer({ min: 1, max: 1e9 })), async (key, some, lasts) => {
        const given = dependencies();
        const expiresAtMs = lasts === null ? undefined : newYearMs + lasts;
        const made = await createApiKey({ ...key, owner: 'a team', scopes: some, expiresAtMs }, given);
        if (!made.ok) throw new Error(made.error.join());
        expect(made.value.printed).toBe(printKey(key));
        const kept = await given.repository.list();
        expect(kept).toEqual([made.value.key]);
        expect(JSON.stringify(kept)).not.toContain(key.secret);
        expect(kept[0]).toMatchObject({ keyId: key.keyId, secretHash: sha256(key.secret), owner: 'a team' });
        expect(kept[0]!.scopes).toEqual(scopes.filter((scope) => some.includes(scope)));
        expect(kept[0]!.expiresAtMs).toBe(expiresAtMs);
      }),
      { numRuns: 30 },
    );
  });

  test.each<[string, Partial<NewApiKey>, RegExp]>([
    ['an owner', { owner: '' }, /^the owner must not be empty$/],
    ['an owner of at most 128 bytes', { owner: '🦊'.repeat(33) }, /^the owner must be at most 128 bytes/],
    ['an owner without control characters', { owner: 'a\nb' }, /^the owner must not hold control characters/],
    ['a scope', { scopes: [] }, /^a key needs a scope: events:read, /],
    ['an expiry ahead', { expiresAtMs: newYearMs }, /^the expiry must lie ahead$/],
  ])('takes %s', async (_what, changes, fault) => {
    const given = dependencies();
    const made = await createApiKey(wanted('one', changes), given);
    expect(made).toEqual({ ok: false, error: [expect.stringMatching(fault)] });
    expect(await given.repository.list()).toEqual([]);
  });

  test('names every fault at once', async () => {
    const made = await createApiKey(wanted('one', { owner: '', scopes: [], expiresAtMs: 1 }), dependencies());
    expect(made.ok ? [] : made.error).toHaveLength(3);
  });

  test.each([{ keyId: 'short' }, { secret: 'guessable' }])(
    'takes nothing but random ids and secrets: %j',
    async (part) => {
      await expect(createApiKey(wanted('one', part), dependencies())).rejects.toThrow(RangeError);
    },
  );

  test('gives an owner two keys that are good at a time, and another for each that is no longer', async () => {
    const given = dependencies();
    const make = async (name: string, changes: Partial<NewApiKey> = {}) =>
      (await createApiKey(wanted(name, changes), given)).ok;
    expect(await make('first')).toBe(true);
    expect(await make('second', { expiresAtMs: newYearMs + 10 })).toBe(true);
    expect(await make('third')).toBe(false);
    expect(await make('of another team', { owner: 'another team' })).toBe(true);
    await revokeApiKey(apiKey('first').keyId, given);
    expect(await make('third')).toBe(true);
    expect(await make('fourth')).toBe(false);
    given.clock = clockAt(newYearMs + 10);
    expect(await make('fourth')).toBe(true);
    expect((await listApiKeys(given)).map(({ keyId, state }) => [keyId, state])).toEqual(
      expect.arrayContaining([
        [apiKey('first').keyId, 'revoked'],
        [apiKey('second').keyId, 'expired'],
        [apiKey('third').keyId, 'good'],
        [apiKey('fourth').keyId, 'good'],
      ]),
    );
  });
});

describe('checking a key', () => {
  const check = async (printed: string, key: ApiKey | undefined, ms = newYearMs) => {
    const repository = new InMemoryApiKeyRepository(...(key === undefined ? [] : [key]));
    return (await authenticateApiKey(printed, dependencies(repository, ms))).code;
  };
  const other = apiKey('other').printed;

  test('knows its holder, until it expires or is revoked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
        fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
        fc.integer({ min: 0, max: 20 }),
        async (expires, revoked, now) => {
          const key = apiKey('one', {
            ...(expires !== undefined && { expiresAtMs: newYearMs + expires }),
            ...(revoked !== undefined && { revokedAtMs: newYearMs + revoked }),
          });
          const isExpired = expires !== undefined && now >= expires;
          const expected = revoked !== undefined ? 'revoked' : isExpired ? 'expired' : 'good';
          expect(stateOf(key, newYearMs + now)).toBe(expected);
          expect(await check(key.printed, key, newYearMs + now)).toBe(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('refuses every other secret, and tells nobody without the secret what became of the key', async () => {
    await fc.assert(
      fc.asyncProperty(base64url(43), async (secret) => {
        const { keyId } = apiKey('one');
        for (const changes of [{}, { expiresAtMs: 1 }, { revokedAtMs: 1 }])
          expect(await check(printKey({ keyId, secret }), apiKey('one', changes))).toBe('wrong');
      }),
      { numRuns: 20 },
    );
  });

  test('tells an unknown id from a text that is no key', async () => {
    expect(await check(other, apiKey('one'))).toBe('unknown');
    expect(await check(other.slice(1), apiKey('one'))).toBe('malformed');
    expect(await check('', undefined)).toBe('malformed');
  });

  test('looks at hash and secret of an unknown id as of a known one', async () => {
    const hashed: unknown[] = [];
    const counting = (text: string | Uint8Array) => {
      hashed.push(text);
      return sha256(text);
    };
    const repository = new InMemoryApiKeyRepository(apiKey('one'));
    for (const printed of [other, apiKey('one').printed])
      await authenticateApiKey(printed, { repository, clock: clockAt(newYearMs), sha256: counting });
    expect(hashed).toEqual([secretOf('other'), secretOf('one')]);
  });
});
