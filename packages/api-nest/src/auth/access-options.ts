import { entrusted, type Authenticate } from './authentication.js';
import type { Limiter } from './limiter.js';

/** Who may call an app, how often, and from where. */
export interface AccessOptions {
  readonly authenticate: Authenticate;
  /** The scheme that callers are asked to authenticate by. */
  readonly scheme: 'Bearer' | 'AWS4-HMAC-SHA256';
  /** Limits requests by caller, or by client where nobody knows who calls. */
  readonly requests?: Limiter | undefined;
  /** Limits requests that were refused for their credentials, by client. */
  readonly failures?: Limiter | undefined;
  /** Addresses and networks whose `X-Forwarded-…` fields count. */
  readonly trustedProxies: readonly string[];
  /** Origins of pages whose scripts may call and read; `*` is every one. */
  readonly corsOrigins: readonly string[];
}

/** Limits nobody, trusts no proxy, and lets no page call. */
export const unrestricted = {
  trustedProxies: [],
  corsOrigins: [],
} as const satisfies Omit<AccessOptions, 'authenticate' | 'scheme'>;

/** Lets everybody in: for a server that only its own machine reaches. */
export const openToAll: AccessOptions = { ...unrestricted, authenticate: () => entrusted(undefined), scheme: 'Bearer' };
