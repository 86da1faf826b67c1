import type { Clock } from '@annals/domain';
import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { refused, type Authenticate, type Authentication } from './authentication.js';
import { authenticateByClaims, callerOf, isMeantFor, type Claims } from './claims.js';
import { readBearer } from './credentials.js';
import { issuerKeys } from './issuer-keys.js';
import type { TokenSettings } from './auth-settings.js';

/** Signatures by a private key alone: a token cannot choose `none`, nor a secret that it takes from a public key. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512'],
  ...['PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512'],
  ...['EdDSA', 'Ed25519'],
];

/** How far the issuer's clock and this one may be apart. */
const clockToleranceSeconds = 30;

/** What a token says that it is, where it says so: not one for a logout, say. @see https://www.rfc-editor.org/rfc/rfc9068#section-2.1 */
const tokenTypes = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);

/** Lets in who has an access token of an issuer. Throws a 503 `Problem` where the issuer's keys cannot be had. */
export function authenticateByToken(settings: TokenSettings, clock: Clock, keys = issuerKeys(settings)): Authenticate {
  return async ({ headers }) => {
    const credentials = readBearer(headers);
    if (credentials.code !== 'given') return refused(credentials.code);
    const verified = await verify(credentials.text, keys, settings.issuer, clock);
    if ('refusal' in verified) return verified.refusal;
    const { claims } = verified;
    if (!isMeantFor(claims, settings.audiences)) return refused('wrong', callerOf(claims));
    return authenticateByClaims(claims, settings.scopePrefix);
  };
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  issuer: string,
  clock: Clock,
): Promise<{ readonly claims: Claims } | { readonly refusal: Authentication }> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms,
      issuer,
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(clock.nowMicros() / 1000),
      requiredClaims: ['exp'],
    });
    if (tokenTypes.has(protectedHeader.typ?.toLowerCase())) return { claims: payload };
    return { refusal: refused('wrong', callerOf(payload)) };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}

/** What jose found wrong; anything else is thrown on. Claims are looked at once the signature is known to be good. */
function refusalOf(error: unknown): Authentication {
  if (error instanceof errors.JWTExpired) return refused('expired', callerOf(error.payload));
  if (error instanceof errors.JWTClaimValidationFailed) return refused('wrong', callerOf(error.payload));
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused('wrong');
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return refused('unknown');
  if (error instanceof errors.JOSEError) return refused('malformed');
  throw error;
}
