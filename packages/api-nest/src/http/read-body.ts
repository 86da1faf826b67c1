import { decodeUtf8 } from '@annals/domain';
import type { Request, Response } from 'express';
import { Problem } from './problem.js';

/**
 * Hands a request's body over piece by piece while it arrives, or at once where the runtime has read it already (serverless-express
 * puts a Buffer in `body`): then there is no promise to wait for. What `take` throws ends the reading.
 *
 * Throws a `Problem`: 413 over `maxBytes`, without reading on; 415 where the body is compressed; 400 where it breaks off.
 */
export function readPieces(
  request: Request,
  response: Response,
  maxBytes: number,
  take: (piece: Buffer) => void,
): Promise<void> | undefined {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity')
    throw new Problem('unsupported-media-type', {
      detail: 'The body must not be compressed: send it without Content-Encoding.',
      headers: { 'Accept-Encoding': 'identity' },
    });
  const supplied: unknown = request.body;
  const length = Buffer.isBuffer(supplied) ? supplied.length : Number(request.headers['content-length'] ?? 0);
  if (length > maxBytes) throw tooLarge(maxBytes);
  if (Buffer.isBuffer(supplied)) {
    take(supplied);
    return undefined;
  }
  if (length === 0 && request.headers['transfer-encoding'] === undefined) return undefined;
  if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
  return readStream(request, maxBytes, take);
}

/** Reads a request's body whole. Throws what `readPieces` throws. */
export async function readBody(request: Request, response: Response, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await readPieces(request, response, maxBytes, (piece) => pieces.push(piece));
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}

/** Reads a body as text. Throws a `Problem`: 400 where it is not UTF-8, and what `readBody` throws. */
export async function readText(request: Request, response: Response, maxBytes: number): Promise<string> {
  const text = decodeUtf8(await readBody(request, response, maxBytes));
  if (text === undefined) throw notUtf8();
  return text;
}

/** A 400 `Problem`. */
export function notUtf8(): Problem {
  return new Problem('malformed-body', { detail: 'The body is not UTF-8.' });
}

function readStream(request: Request, maxBytes: number, take: (piece: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const onData = (piece: Buffer): void => {
      bytes += piece.length;
      try {
        if (bytes > maxBytes) throw tooLarge(maxBytes);
        take(piece);
      } catch (error) {
        request.off('data', onData).pause();
        reject(error instanceof Error ? error : new Error('the body could not be taken', { cause: error }));
      }
    };
    const onClose = (): void => {
      if (!request.readableEnded)
        reject(new Problem('bad-request', { detail: 'The body ended before it was complete.' }));
    };
    request.on('data', onData).on('end', resolve).on('close', onClose).on('error', onClose);
  });
}

function tooLarge(maxBytes: number): Problem {
  return new Problem('too-large', { detail: `The body must be at most ${maxBytes} bytes.` });
}
