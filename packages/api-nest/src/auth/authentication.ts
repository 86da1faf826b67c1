import type { Scope } from '@annals/domain';
import type { Request } from 'express';

/** Who makes a request. */
export interface Caller {
  /** What logs call it: the id of a key, the subject of a token, an ARN. Never a secret. Absent where nobody asks. */
  readonly id?: string | undefined;
  readonly may: (scope: Scope) => boolean;
}

/**
 * Why a request is not known to come from anybody. Callers are told the same of all of them but `missing`; logs and metrics tell them
 * apart.
 */
export type RefusalReason = 'missing' | 'malformed' | 'unknown' | 'wrong' | 'expired' | 'revoked';

/** What the credentials of a request say. */
export type Authentication =
  | { readonly code: 'authenticated'; readonly caller: Caller }
  | {
      readonly code: 'refused';
      readonly reason: RefusalReason;
      /** Whose credentials these were, where that is known for certain. */
      readonly callerId?: string | undefined;
    };

/** Tells who makes a request. Throws a 503 `Problem` or `EngineUnavailable` where that cannot be found out now. */
export type Authenticate = (request: Request) => Authentication | Promise<Authentication>;

/** Refuses a request. */
export function refused(reason: RefusalReason, callerId?: string): Authentication {
  return { code: 'refused', reason, callerId };
}

/** Lets a caller in who has these scopes. */
export function authenticated(id: string | undefined, scopes: Iterable<Scope>): Authentication {
  const granted = new Set(scopes);
  return { code: 'authenticated', caller: { id, may: (scope) => granted.has(scope) } };
}

/** Lets a caller in who may do whatever somebody else has let pass. */
export function entrusted(id: string | undefined): Authentication {
  return { code: 'authenticated', caller: { id, may: () => true } };
}
