import type { Scope } from '@annals/domain';
import { Problem } from '../http/problem.js';
import type { AccessOptions } from './access-options.js';

type Scheme = AccessOptions['scheme'];

/** What callers authenticate for. @see https://www.rfc-editor.org/rfc/rfc9110#section-11.5 */
const realm = 'realm="annals"';

/**
 * The 401. Why credentials are refused is nobody's business but the operator's.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export function unauthenticated(scheme: Scheme, isMissing: boolean): Problem {
  const error = isMissing || scheme !== 'Bearer' ? '' : ', error="invalid_token"';
  return new Problem('unauthenticated', {
    detail: isMissing
      ? 'This address is for callers who authenticate themselves.'
      : 'These credentials are not good, or no longer.',
    headers: { 'WWW-Authenticate': `${scheme} ${realm}${error}` },
  });
}

/** The 403 of a caller who lacks one of the scopes that a route takes. */
export function underScoped(scheme: Scheme, scopes: readonly Scope[]): Problem {
  return new Problem('forbidden', {
    detail: `The credentials are good, but not for this: it takes ${scopes.join(' and ')}.`,
    headers: { 'WWW-Authenticate': `${scheme} ${realm}, error="insufficient_scope", scope="${scopes.join(' ')}"` },
  });
}

/** The 429. */
export function limited(retryAfterSeconds: number): Problem {
  return new Problem('too-many-requests', {
    detail: `There were too many requests; the next is taken in ${retryAfterSeconds} s.`,
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
}
