import { decodeUtf8 } from '@annals/domain';
import type { Request, Response } from 'express';
import { Problem } from './problem.js';

/**
 * Reads a request's body whole, or takes the one that the runtime has read already (serverless-express puts a Buffer in `body`).
 *
 * Throws a `Problem`: 413 over `maxBytes`, without reading on; 415 where the body is compressed.
 */
export async function readBody(request: Request, response: Response, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity')
    throw new Problem('unsupported-media-type', {
      detail: 'The body must not be compressed: send it without Content-Encoding.',
      headers: { 'Accept-Encoding': 'identity' },
    });
  const supplied: unknown = request.body;
  const length = Buffer.isBuffer(supplied) ? supplied.length : Number(request.headers['content-length'] ?? 0);
  if (length > maxBytes) throw tooLarge(maxBytes);
  if (Buffer.isBuffer(supplied)) return supplied;
  if (length === 0 && request.headers['transfer-encoding'] === undefined) return Buffer.alloc(0);
  if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
  return readStream(request, maxBytes);
}

/** Reads a body as text. Throws a `Problem`: 400 where it is not UTF-8, and what `readBody` throws. */
export async function readText(request: Request, response: Response, maxBytes: number): Promise<string> {
  const text = decodeUtf8(await readBody(request, response, maxBytes));
  if (text === undefined) throw new Problem('malformed-body', { detail: 'The body is not UTF-8.' });
  return text;
}

function readStream(request: Request, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > maxBytes) {
        request.off('data', onData).pause();
        reject(tooLarge(maxBytes));
      }
    };
    const onEnd = (): void => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes));
    const onClose = (): void => {
      if (!request.readableEnded)
        reject(new Problem('bad-request', { detail: 'The body ended before it was complete.' }));
    };
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

function tooLarge(maxBytes: number): Problem {
  return new Problem('too-large', { detail: `The body must be at most ${maxBytes} bytes.` });
}
