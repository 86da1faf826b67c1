import { presentCloudEvent, presentNativeEvent, type EventList } from '@annals/domain';
import type { Request } from 'express';
import { jsonAnswer, type Answer } from '../http/answer.js';
import { queryWithout } from '../http/query.js';
import { ndjsonType } from './read-batch.js';
import { cloudEventsBatchType } from './read-event.js';

/** How a list is represented: a page of Annals' own JSON, a page of CloudEvents, or lines to the end of the range. */
export type ListForm = 'page' | 'cloud-events' | 'lines';

/** The form that a request asks for; a page unless it prefers another. */
export function listFormOf(request: Request): ListForm {
  switch (request.accepts(['application/json', ndjsonType, cloudEventsBatchType])) {
    case ndjsonType:
      return 'lines';
    case cloudEventsBatchType:
      return 'cloud-events';
    default:
      return 'page';
  }
}

/** A page of a list. It is put together as text, so that data stays token for token. */
export function listAnswer({ events, nextCursor }: EventList, form: 'page' | 'cloud-events', url: string): Answer {
  const headers = { Vary: 'Accept', ...nextLink(url, nextCursor) };
  if (form === 'cloud-events')
    return jsonAnswer(200, `[${events.map(presentCloudEvent).join(',')}]`, {
      ...headers,
      'Content-Type': `${cloudEventsBatchType}; charset=utf-8`,
    });
  const cursor = nextCursor === undefined ? '' : `,"nextCursor":${JSON.stringify(nextCursor)}`;
  return jsonAnswer(200, `{"items":[${events.map(presentNativeEvent).join(',')}]${cursor}}`, headers);
}

/** The `Link` to the next page: the request's own query with another cursor, relative to its address. */
export function nextLink(url: string, cursor: string | undefined): Record<string, string> {
  if (cursor === undefined) return {};
  const kept = queryWithout(url, 'cursor');
  return { Link: `<?${kept === '' ? '' : `${linkSafe(kept)}&`}cursor=${encodeURIComponent(cursor)}>; rel="next"` };
}

/** What Node lets through in a request's address but a link must not hold. */
function linkSafe(query: string): string {
  return query.replace(/[<>"'\\^`{|}\u0080-\uffff]/g, (character) => encodeURIComponent(character));
}
