import { presentCloudEvent, presentNativeEvent, type EventList } from '@annals/domain';
import type { Request } from 'express';
import { jsonAnswer, type Answer } from '../http/answer.js';
import type { QueryParameters } from '../http/query.js';
import { listParameters, type ListParameters } from './list-request.js';
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
export function listAnswer(
  { events, nextCursor }: EventList,
  form: 'page' | 'cloud-events',
  parameters: ListParameters,
): Answer {
  const headers = { Vary: 'Accept', ...nextLink(parameters, nextCursor) };
  if (form === 'cloud-events')
    return jsonAnswer(200, `[${events.map(presentCloudEvent).join(',')}]`, {
      ...headers,
      'Content-Type': `${cloudEventsBatchType}; charset=utf-8`,
    });
  const cursor = nextCursor === undefined ? '' : `,"nextCursor":${JSON.stringify(nextCursor)}`;
  return jsonAnswer(200, `{"items":[${events.map(presentNativeEvent).join(',')}]${cursor}}`, headers);
}

/**
 * The `Link` to the next page: the request's parameters with another cursor, relative to its address. They are written anew, in an
 * order of their own: a REST API's gateway keeps neither their order nor their encoding, and the link is the same wherever it is made.
 */
export function nextLink(parameters: ListParameters, cursor: string | undefined): Record<string, string> {
  if (cursor === undefined) return {};
  const values: QueryParameters<(typeof listParameters)[number]> = { ...parameters, cursor };
  const query = listParameters.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  return { Link: `<?${query.join('&')}>; rel="next"` };
}
