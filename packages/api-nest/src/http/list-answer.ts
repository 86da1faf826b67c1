import type { Request, Response } from 'express';
import { jsonAnswer, sendAnswer, type Answer } from './answer.js';
import { ndjsonType, sendLines, streamLines, type ListPage, type ReadPage } from './list-lines.js';
import { defaultLimit, maxLimit, type ListQuery } from './list-query.js';

/** Reads a list from a cursor on: up to so many items. */
type ReadList = (limit: number, cursor: string | undefined) => Promise<ListPage>;

/** What of a list is sent, and how. */
export interface ListAnswer {
  readonly query: Omit<ListQuery<string>, 'filters'>;
  readonly read: ReadList;
  /** The most bytes of lines, for a runtime that sends answers in one piece; without it they are streamed to their end. */
  readonly maxBytes: number | undefined;
}

/** Answers with a page of a list or, where the request prefers lines, with all that is left of it. */
export async function answerList(
  request: Request,
  response: Response,
  { query, read, maxBytes }: ListAnswer,
): Promise<void> {
  const { limit, cursor, linkTo } = query;
  if (request.accepts(['application/json', ndjsonType]) !== ndjsonType) {
    sendAnswer(request, response, pageAnswer(await read(limit ?? defaultLimit, cursor), linkTo));
    return;
  }
  const readPage: ReadPage = (at) => read(limit ?? maxLimit, at);
  await (maxBytes === undefined
    ? streamLines(request, response, readPage, cursor)
    : sendLines(request, response, readPage, { cursor, linkTo, maxBytes }));
}

/** A page as JSON. It is put together as text, so that what is in its items stays token for token. */
function pageAnswer({ items, nextCursor }: ListPage, linkTo: ListAnswer['query']['linkTo']): Answer {
  const cursor = nextCursor === undefined ? '' : `,"nextCursor":${JSON.stringify(nextCursor)}`;
  return jsonAnswer(200, `{"items":[${items.join(',')}]${cursor}}`, { Vary: 'Accept', ...linkTo(nextCursor) });
}
