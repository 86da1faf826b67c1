import { entrusted, type Authenticate } from './authentication.js';

/** Who may call an app. */
export interface AccessOptions {
  readonly authenticate: Authenticate;
  /** The scheme that callers are asked to authenticate by. */
  readonly scheme: 'Bearer' | 'AWS4-HMAC-SHA256';
}

/** Lets everybody in: for a server that only its own machine reaches. */
export const openToAll: AccessOptions = { authenticate: () => entrusted(undefined), scheme: 'Bearer' };
