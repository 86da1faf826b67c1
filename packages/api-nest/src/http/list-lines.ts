import type { Request, Response } from 'express';
import { sendAnswer, startAnswer } from './answer.js';
import type { ListQuery } from './list-query.js';
import { sendStream } from './send-stream.js';

/** The media type of one JSON value a line. */
export const ndjsonType = 'application/x-ndjson';

/** A page of a list: its items as JSON texts, and what gets the next one. */
export interface ListPage {
  readonly items: readonly string[];
  readonly nextCursor?: string | undefined;
}

/** Reads the page at a cursor. */
export type ReadPage = (cursor: string | undefined) => Promise<ListPage>;

/** Lines are handed on in pieces of about this many characters. */
const pieceLength = 64 * 1024;

const headers = { 'Content-Type': `${ndjsonType}; charset=utf-8`, Vary: 'Accept' };

/**
 * Streams a list as one item a line to its end, as fast as the client takes it, and stops when the client leaves.
 * The first page is read before anything is sent, so that what it throws can still be answered.
 */
export async function streamLines(
  request: Request,
  response: Response,
  read: ReadPage,
  cursor: string | undefined,
): Promise<void> {
  const first = await read(cursor);
  startAnswer(response, { status: 200, headers });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await sendStream(response, pieces(first, read));
}

/** How long pages are read for one answer, so that filters that little passes do not outlast a gateway's 29 s. */
const maxReadingMs = 10_000;

/** Sends as many whole pages as fit `maxBytes` and can be read in time, for a runtime that sends answers in one piece, with a `Link` to the rest. */
export async function sendLines(
  request: Request,
  response: Response,
  read: ReadPage,
  { cursor, linkTo, maxBytes }: Pick<ListQuery<string>, 'cursor' | 'linkTo'> & { readonly maxBytes: number },
): Promise<void> {
  let body = '';
  let bytes = 0;
  let next = cursor;
  const endMs = performance.now() + maxReadingMs;
  for (;;) {
    const page = await read(next);
    const text = page.items.map(line).join('');
    bytes += Buffer.byteLength(text);
    if (body !== '' && bytes > maxBytes) break;
    body += text;
    next = page.nextCursor;
    if (next === undefined || performance.now() >= endMs) break;
  }
  sendAnswer(request, response, { status: 200, headers: { ...headers, ...linkTo(next) }, body });
}

async function* pieces(first: ListPage, read: ReadPage): AsyncGenerator<string> {
  let page = first;
  for (;;) {
    let piece = '';
    for (const item of page.items) {
      piece += line(item);
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

function line(item: string): string {
  return `${item}\n`;
}
