import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Sends chunks as fast as the client takes them, to the last, and stops when the client leaves. Throws what making them throws. */
export async function sendStream(response: Response, chunks: AsyncIterable<string | Uint8Array>): Promise<void> {
  await pipeline(Readable.from(chunks), response).catch((error: unknown) => {
    if (!isClientGone(error)) throw error;
  });
}

function isClientGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
