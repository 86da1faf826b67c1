import type { IncomingMessage, ServerResponse } from 'node:http';

const bodyTimer = Symbol('bodyTimer');

/** A request whose body is waited for. */
interface Waiting {
  [bodyTimer]?: NodeJS.Timeout;
}

/**
 * Gives a request so many milliseconds for its body to arrive whole, unless it is answered before; what is late is told. Node's own
 * limit is one for every request of a server, and an upload of gigabytes takes longer than a small body may.
 */
export function limitBodyTime(
  request: IncomingMessage & Waiting,
  response: ServerResponse,
  timeoutMs: number,
  onLate: () => void,
): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && Number(length) === 0) return;
  const timer = setTimeout(() => {
    if (!request.complete) onLate();
  }, timeoutMs);
  request[bodyTimer] = timer;
  response.once('close', () => clearTimeout(timer));
}

/** Lets a request's body take as long as it goes on arriving. */
export function allowAnyBodyTime(request: IncomingMessage & Waiting): void {
  clearTimeout(request[bodyTimer]);
}
