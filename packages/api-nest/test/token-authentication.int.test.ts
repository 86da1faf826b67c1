import { scopes, type Scope } from '@annals/domain';
import { newYear2026Micros } from '@annals/domain/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Request } from 'express';
import { exportSPKI, importJWK, SignJWT, type CryptoKey } from 'jose';
import type { TokenSettings } from '../src/auth/auth-settings.js';
import type { Authentication } from '../src/auth/authentication.js';
import { issuerKeys } from '../src/auth/issuer-keys.js';
import { authenticateByToken } from '../src/auth/token-authentication.js';
import { Problem } from '../src/http/problem.js';
import { makeKey, newYearSeconds, TokenIssuer } from './support/token-issuer.js';

let issuer: TokenIssuer;
beforeEach(async () => {
  issuer = await TokenIssuer.start();
});
afterEach(() => issuer.stop());

const clock = { nowMicros: () => newYear2026Micros };

function authenticator(changes: Partial<TokenSettings> & { readonly cooldownMs?: number } = {}) {
  const { cooldownMs, ...others } = changes;
  const settings = { issuer: issuer.url, audiences: ['annals'], scopePrefix: '', ...others };
  const authenticate = authenticateByToken(settings, clock, issuerKeys({ ...settings, cooldownMs }));
  return async (token: string): Promise<Authentication> =>
    authenticate({ headers: { authorization: `Bearer ${token}` } } as unknown as Request);
}

const scopesOf = (result: Authentication): readonly Scope[] =>
  result.code === 'authenticated' ? scopes.filter((scope) => result.caller.may(scope)) : [];
const reasonOf = (result: Authentication) => (result.code === 'refused' ? result.reason : 'it was let in');

describe('a token of the issuer', () => {
  test('lets its subject in, for its scopes', async () => {
    const result = await authenticator()(await issuer.token({ scope: 'openid events:read operations' }));
    expect(result).toMatchObject({ code: 'authenticated', caller: { id: 'alice' } });
    expect(scopesOf(result)).toEqual(['events:read', 'operations']);
  });

  test.each([
    ['none', {}, '', []],
    ['in scp as a list', { scp: ['events:read', 'admin', 7] }, '', ['events:read']],
    ['in scp as text', { scp: 'events:read objects:read' }, '', ['events:read', 'objects:read']],
    ['with the prefix of a resource server', { scope: 'annals/events:read events:write' }, 'annals/', ['events:read']],
    ['of another API', { scope: 'other/events:read' }, '', []],
    ['that are no text', { scope: { 'events:read': true } }, '', []],
  ])('has its scopes: %s', async (_what, claims, scopePrefix, expected) => {
    expect(scopesOf(await authenticator({ scopePrefix })(await issuer.token(claims)))).toEqual(expected);
  });

  test('of Cognito names a client in the place of an audience, and says that it is an access token', async () => {
    const authenticate = authenticator({ audiences: ['client-1', 'client-2'], scopePrefix: 'annals/' });
    const cognito = { aud: undefined, client_id: 'client-2', token_use: 'access', scope: 'annals/events:write' };
    expect(scopesOf(await authenticate(await issuer.token(cognito)))).toEqual(['events:write']);
    expect(reasonOf(await authenticate(await issuer.token({ ...cognito, client_id: 'client-3' })))).toBe('wrong');
    expect(reasonOf(await authenticate(await issuer.token({ ...cognito, token_use: undefined })))).toBe('wrong');
    const idToken = { aud: 'client-2', token_use: 'id', scope: 'annals/events:write' };
    expect(reasonOf(await authenticate(await issuer.token(idToken)))).toBe('wrong');
  });

  test('without a subject is called by the client that it was issued to', async () => {
    const result = await authenticator()(await issuer.token({ sub: undefined, client_id: 'machine' }));
    expect(result).toMatchObject({ caller: { id: 'machine' } });
  });

  test.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'])('may be signed by %s', async (algorithm) => {
    const key = await issuer.addKey('another', algorithm);
    expect((await authenticator()(await issuer.token({}, key))).code).toBe('authenticated');
  });

  test.each(['JWT', 'at+jwt', 'AT+JWT'])('may say that it is %s', async (typ) => {
    expect((await authenticator()(await issuer.token({}, issuer.key, { typ }))).code).toBe('authenticated');
  });

  test.each([['annals'], [['other', 'annals']]])('may be meant for %j', async (aud) => {
    expect((await authenticator()(await issuer.token({ aud }))).code).toBe('authenticated');
  });

  test('is good as long as it says, by clocks that may be half a minute apart', async () => {
    const authenticate = authenticator();
    const at = async (claims: object) => reasonOf(await authenticate(await issuer.token({ ...claims })));
    expect(await at({ exp: newYearSeconds - 29 })).toBe('it was let in');
    expect(await at({ exp: newYearSeconds - 31 })).toBe('expired');
    expect(await at({ nbf: newYearSeconds + 29 })).toBe('it was let in');
    expect(await at({ nbf: newYearSeconds + 31 })).toBe('wrong');
  });

  test('names who it was about where it has expired, and nobody where the signature is not good', async () => {
    const expired = await authenticator()(await issuer.token({ exp: 1 }));
    expect(expired).toEqual({ code: 'refused', reason: 'expired', callerId: 'alice' });
    const forged = await issuer.token({ exp: 1 }, { ...(await makeKey('first')), kid: 'first' });
    expect(await authenticator()(forged)).toEqual({ code: 'refused', reason: 'wrong', callerId: undefined });
  });
});

describe('a token that is refused', () => {
  test.each([
    ['for another API', { aud: 'other' }, 'wrong'],
    ['for no API', { aud: undefined }, 'wrong'],
    ['for its client alone, not by Cognito', { aud: undefined, client_id: 'annals' }, 'wrong'],
    ['of another issuer', { iss: 'https://issuer.example.org' }, 'wrong'],
    ['of an issuer but for a slash', { iss: 'slash' }, 'wrong'],
    ['that never expires', { exp: undefined }, 'wrong'],
  ])('is one %s', async (_what, claims, reason) => {
    const iss = 'iss' in claims && claims.iss === 'slash' ? { iss: `${issuer.url}/` } : {};
    expect(reasonOf(await authenticator()(await issuer.token({ ...claims, ...iss })))).toBe(reason);
  });

  test('is one of another type', async () => {
    const token = await issuer.token({}, issuer.key, { typ: 'logout+jwt' });
    expect(reasonOf(await authenticator()(token))).toBe('wrong');
  });

  test('is one by a key that the issuer does not have', async () => {
    expect(reasonOf(await authenticator()(await issuer.token({}, await makeKey('made-up'))))).toBe('unknown');
  });

  test('is one that is not signed, or by a secret that everybody has', async () => {
    const claims = { iss: issuer.url, aud: 'annals', sub: 'mallory', exp: newYearSeconds + 60 };
    const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${text({ alg: 'none', kid: 'first' })}.${text(claims)}.`;
    const publicKey = (await importJWK(issuer.key.published, 'ES256', { extractable: true })) as CryptoKey;
    const secrets = [Buffer.from(await exportSPKI(publicKey)), Buffer.from(JSON.stringify(issuer.key.published))];
    const symmetric = await Promise.all(
      secrets.map((secret) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret)),
    );
    for (const token of [unsigned, ...symmetric]) expect(reasonOf(await authenticator()(token))).toBe('malformed');
  });

  test('is one whose claims were changed', async () => {
    const [header, , signature] = (await issuer.token({ scope: 'events:read' })).split('.');
    const claims = { iss: issuer.url, aud: 'annals', sub: 'alice', exp: newYearSeconds + 300, scope: 'operations' };
    const changed = `${header!}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature!}`;
    expect(reasonOf(await authenticator()(changed))).toBe('wrong');
  });

  test.each(['abc', 'a.b.c', 'e30.e30.e30', '....', 'annals_0123456789abcdef.secret'])('is %s', async (text) => {
    expect(reasonOf(await authenticator()(text))).toBe('malformed');
  });
});

describe('the keys of the issuer', () => {
  test('are fetched once, from where its description says, or the settings do', async () => {
    for (const changes of [{}, { jwksUrl: issuer.jwksUrl }]) {
      issuer.keysAsked = 0;
      const authenticate = authenticator(changes);
      const tokens = await Promise.all([issuer.token(), issuer.token({ sub: 'bob' })]);
      for (const result of await Promise.all(tokens.map(authenticate))) expect(result.code).toBe('authenticated');
      expect(issuer.keysAsked).toBe(1);
    }
  });

  test('are fetched again when a token names another, and those that are gone are good no longer', async () => {
    const authenticate = authenticator({ cooldownMs: 0 });
    const old = await issuer.token();
    expect((await authenticate(old)).code).toBe('authenticated');
    await issuer.rotate('second');
    expect((await authenticate(await issuer.token())).code).toBe('authenticated');
    expect(reasonOf(await authenticate(old))).toBe('unknown');
  });

  test('are not fetched for each key that somebody makes up', async () => {
    const authenticate = authenticator();
    expect((await authenticate(await issuer.token())).code).toBe('authenticated');
    for (let count = 0; count < 5; count++)
      expect(reasonOf(await authenticate(await issuer.token({}, await makeKey(`made-up-${count}`))))).toBe('unknown');
    expect(issuer.keysAsked).toBe(1);
  });

  test('cannot be had while the issuer is away: a 503, and not the fault of the token; what is known goes on', async () => {
    const token = await issuer.token();
    const [fresh, knowing] = [authenticator(), authenticator({ cooldownMs: 0 })];
    expect((await knowing(token)).code).toBe('authenticated');
    await issuer.goAway();
    await expectUnavailable(fresh(token));
    expect((await knowing(token)).code).toBe('authenticated');
    await expectUnavailable(knowing(await issuer.token({}, await makeKey('maybe-new'))));
    await issuer.comeBack();
    expect((await fresh(token)).code).toBe('authenticated');
  });

  test.each([
    ['another issuer', { issuer: 'https://issuer.example.org' }],
    ['no keys', { jwks_uri: undefined }],
    ['keys that could be exchanged on the way', { jwks_uri: 'http://keys.example.org/' }],
    ['keys that are none', { jwks_uri: 'nowhere' }],
  ])('cannot be had where its description names %s', async (_what, describes) => {
    issuer.describes = describes;
    await expectUnavailable(authenticator()(await issuer.token()));
  });

  test('cannot be had where there are none', async () => {
    await expectUnavailable(authenticator({ jwksUrl: `${issuer.url}/nothing` })(await issuer.token()));
  });
});

async function expectUnavailable(run: Promise<unknown>): Promise<void> {
  const thrown: unknown = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Problem)) throw new Error('it is not a problem', { cause: thrown });
  expect([thrown.code, thrown.details.headers]).toEqual(['unavailable', { 'Retry-After': '5' }]);
  expect(thrown.details.detail).not.toContain('127.0.0.1');
  expect(thrown.cause).toMatchObject({ message: `no keys of the issuer ${issuer.url}` });
}
