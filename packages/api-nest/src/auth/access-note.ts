import type { IncomingMessage } from 'node:http';
import { exchangeOf } from '../http/exchange.js';
import type { RefusalReason } from './authentication.js';

/** Why a request was not let in: for logs and metrics. */
export type AccessFailure = RefusalReason | 'scope' | 'limited';

/** What is known of who made a request. */
export interface AccessNote {
  readonly caller?: string | undefined;
  readonly refused?: AccessFailure;
  /** The address that a refused request came from. */
  readonly client?: string | undefined;
}

/** The most characters of a caller's id that a log line has; ARNs and subjects are shorter. */
const maxIdLength = 256;

/** Notes who made a request, for the line that the log has of it. */
export function noteAccess(request: IncomingMessage, note: AccessNote): void {
  exchangeOf(request).access = { ...note, caller: note.caller?.slice(0, maxIdLength) };
}

/** What was noted of a request; nothing where it never came so far. */
export function accessNoteOf(request: IncomingMessage): AccessNote {
  return exchangeOf(request).access ?? {};
}
