import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { Problem } from '../http/problem.js';
import { isTrustworthyUrl } from './issuer-url.js';

/** How long an issuer has to answer. */
const timeoutMs = 5_000;
/** How long keys are used before they are fetched again; a key that is not among them is looked for at once. */
const keysMaxAgeMs = 10 * 60_000;
/** How long no key is looked for again after the keys were fetched: made-up key ids must not become requests to the issuer. */
const defaultCooldownMs = 30_000;
/** What callers are told to wait, in seconds, while the issuer does not answer. */
const retryAfterSeconds = 5;

/** Where the keys of an issuer are. */
export interface IssuerAddress {
  /** What `iss` says, exactly. */
  readonly issuer: string;
  /** Where its keys are; its own description says so where this is absent. */
  readonly jwksUrl?: string | undefined;
  readonly cooldownMs?: number | undefined;
}

/**
 * The keys of an issuer, fetched when they are first needed. A token that names a key that the issuer does not have fails with one of
 * jose's errors; where the issuer does not answer, or not with keys, it is a 503 `Problem`: the token may be good.
 */
export function issuerKeys(address: IssuerAddress): JWTVerifyGetKey {
  let opened: Promise<JWTVerifyGetKey> | undefined;
  const open = (): Promise<JWTVerifyGetKey> =>
    (opened ??= keysAt(address).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  return async (header, token) => {
    try {
      const keys = await open();
      return await keys(header, token);
    } catch (error) {
      if (saysNoSuchKey(error)) throw error;
      throw new Problem('unavailable', {
        detail: 'Tokens cannot be verified now: their issuer does not answer. Nothing was done; try again.',
        headers: { 'Retry-After': String(retryAfterSeconds) },
        cause: new Error(`no keys of the issuer ${address.issuer}`, { cause: error }),
      });
    }
  };
}

function saysNoSuchKey(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

async function keysAt(address: IssuerAddress): Promise<JWTVerifyGetKey> {
  const url = address.jwksUrl ?? (await discover(address.issuer));
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeoutMs,
    cacheMaxAge: keysMaxAgeMs,
    cooldownDuration: address.cooldownMs ?? defaultCooldownMs,
  });
}

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
async function discover(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const { issuer: named, jwks_uri: keys } = (await response.json()) as Readonly<Record<string, unknown>>;
  if (named !== issuer) throw new Error(`${url} describes another issuer`);
  if (typeof keys !== 'string' || !isTrustworthyUrl(keys)) throw new Error(`${url} names no https address of keys`);
  return keys;
}
