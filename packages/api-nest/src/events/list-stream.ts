import { presentNativeEvent, type Event, type EventList } from '@annals/domain';
import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sendAnswer, startAnswer } from '../http/answer.js';
import { nextLink } from './list-answer.js';
import type { ListRequest } from './list-request.js';
import { ndjsonType } from './read-batch.js';

/** Reads the page at a cursor. */
export type ReadPage = (cursor: string | undefined) => Promise<EventList>;

/** Lines are handed on in pieces of about this many characters. */
const pieceLength = 64 * 1024;

const headers = { 'Content-Type': `${ndjsonType}; charset=utf-8`, Vary: 'Accept' };

/**
 * Streams a list as one event a line to its end, as fast as the client takes it, and stops when the client leaves.
 * The first page is read before anything is sent, so that what it throws can still be answered.
 */
export async function streamLines(
  request: Request,
  response: Response,
  read: ReadPage,
  cursor?: string,
): Promise<void> {
  const first = await read(cursor);
  startAnswer(response, { status: 200, headers });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(Readable.from(pieces(first, read)), response).catch((error: unknown) => {
    if (!isClientGone(error)) throw error;
  });
}

/** Sends as many whole pages as fit `maxBytes`, for a runtime that sends answers in one piece, with a `Link` to the rest. */
export async function sendLines(
  request: Request,
  response: Response,
  read: ReadPage,
  { cursor, parameters, maxBytes }: Pick<ListRequest, 'cursor' | 'parameters'> & { readonly maxBytes: number },
): Promise<void> {
  let body = '';
  let bytes = 0;
  let next = cursor;
  for (;;) {
    const page = await read(next);
    const text = page.events.map(line).join('');
    bytes += Buffer.byteLength(text);
    if (body !== '' && bytes > maxBytes) break;
    body += text;
    next = page.nextCursor;
    if (next === undefined) break;
  }
  sendAnswer(request, response, { status: 200, headers: { ...headers, ...nextLink(parameters, next) }, body });
}

async function* pieces(first: EventList, read: ReadPage): AsyncGenerator<string> {
  let page = first;
  for (;;) {
    let piece = '';
    for (const event of page.events) {
      piece += line(event);
      if (piece.length >= pieceLength) {
        yield piece;
        piece = '';
      }
    }
    if (piece !== '') yield piece;
    if (page.nextCursor === undefined) return;
    page = await read(page.nextCursor);
  }
}

function line(event: Event): string {
  return `${presentNativeEvent(event)}\n`;
}

function isClientGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
