import type { TraceContext } from '@annals/domain';
import type { IncomingMessage } from 'node:http';
import type { AccessNote } from '../auth/access-note.js';

/** What a request's line in the log says beside what it always says: ids and counts, never anything else of a request. */
export type LineFacts = Readonly<Record<string, string | number | undefined>>;

/** What is known of a request and its answer beside what they are themselves: gathered on the way, and told once it is answered. */
export interface Exchange {
  /** The request's id. */
  id: string;
  /** When it came, on the process's own clock, in milliseconds. */
  readonly startedMs: number;
  /** Its span; absent where nothing traces. */
  trace?: TraceContext;
  /** Who makes it. */
  access?: AccessNote;
  facts?: LineFacts;
  /** What failed, where the service is to blame. */
  fault?: Error | undefined;
  /** Takes it for answered though its answer is kept open: all of it was sent. */
  endEarly?: () => void;
  /** Whether its client left before the answer was whole. */
  isAborted?: true | undefined;
  /** Whether its line in the log is written. */
  isTold?: true;
}

const key = Symbol('exchange');

/** A request that may have been met before. */
interface Known {
  [key]?: Exchange | undefined;
}

/** What is known of a request: a property of it, as a map by request would cost more than all that it holds. */
export function exchangeOf(request: IncomingMessage & Known): Exchange {
  return (request[key] ??= { id: '', startedMs: performance.now() });
}

/** Has the line of a request say more. */
export function noteInLine(request: IncomingMessage, facts: LineFacts): void {
  const exchange = exchangeOf(request);
  exchange.facts = exchange.facts === undefined ? facts : { ...exchange.facts, ...facts };
}
