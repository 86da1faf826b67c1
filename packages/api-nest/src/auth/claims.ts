import { isScope, type Scope } from '@annals/domain';
import { authenticated, refused, type Authentication } from './authentication.js';

/** The claims of a token that somebody has verified: a library here, or API Gateway. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Lets in who a verified token is about. It must be an access token: Cognito signs ID tokens with the same keys, and says which is which.
 *
 * @param scopePrefix what stands before the scopes of this API, `annals/` say; scopes without it are another API's
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export function authenticateByClaims(claims: Claims, scopePrefix: string): Authentication {
  const callerId = callerOf(claims);
  const use = claims['token_use'];
  if (use !== undefined && use !== 'access') return refused('wrong', callerId);
  return authenticated(callerId, scopesOf(claims, scopePrefix));
}

/** Whom a token is about: its subject, or else the client that it was issued to. */
export function callerOf(claims: Claims): string | undefined {
  return [claims['sub'], claims['client_id'], claims['azp'], claims['principalId']].find(isFilled);
}

function isFilled(claim: unknown): claim is string {
  return typeof claim === 'string' && claim !== '';
}

/** Issuers say `scope` (RFC 8693) or `scp`; as text with spaces, or as a list, which an HTTP API writes as `[a b]`. */
function scopesOf(claims: Claims, prefix: string): Scope[] {
  const told = claims['scope'] ?? claims['scp'];
  const names = Array.isArray(told)
    ? told
    : typeof told === 'string'
      ? told.replace(/^\[(.*)\]$/, '$1').split(/[ ,]+/)
      : [];
  return names.flatMap((name: unknown) => {
    if (typeof name !== 'string' || !name.startsWith(prefix)) return [];
    const scope = name.slice(prefix.length);
    return isScope(scope) ? [scope] : [];
  });
}

/**
 * Whether a token is meant for this API: its audience, or, where it names none, the client of a Cognito access token.
 *
 * @param audiences those of this API, at least one
 */
export function isMeantFor(claims: Claims, audiences: readonly string[]): boolean {
  const { aud, client_id: clientId, token_use: use } = claims;
  const meant = aud !== undefined ? [aud].flat() : use === 'access' ? [clientId] : [];
  return meant.some((one) => typeof one === 'string' && audiences.includes(one));
}
