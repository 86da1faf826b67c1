import type { IncomingMessage, ServerResponse } from 'node:http';
import { exchangeOf } from './exchange.js';

/** A body of at most this many bytes is read and dropped, so that the connection can serve the next request. */
const droppedBytes = 64 * 1024;

/** How much of a larger body is still taken in, and for how long, after the answer was sent. */
const lingerBytes = 4 * 1024 * 1024;
const lingerMs = 2000;

/** Whether a request's body has not arrived, and is too large (or of unknown size) to be read just to be dropped. */
export function hasUnreadBody(request: IncomingMessage): boolean {
  if (request.complete) return false;
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > droppedBytes;
}

/**
 * Sends the whole answer, and then closes the connection: at once when the client stops sending, else after some bytes or seconds.
 * Closing while bytes arrive resets the connection, and a client that is reset while it sends may never read why.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
export function lingerForBody(request: IncomingMessage, response: ServerResponse, body: string | undefined): void {
  response.setHeader('Connection', 'close');
  if (body === undefined) response.flushHeaders();
  else
    response.write(body, (error) => {
      if (!error) exchangeOf(request).endEarly?.();
    });
  let left = lingerBytes;
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, lingerMs);
  request
    .on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) end();
    })
    .once('end', end)
    .once('close', end)
    .resume();
}
