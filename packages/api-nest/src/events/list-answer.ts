import { presentCloudEvent, presentNativeEvent, type EventList } from '@annals/domain';
import type { Request } from 'express';
import { jsonAnswer, type Answer } from '../http/answer.js';
import { ndjsonType, type ListPage } from '../http/list-lines.js';
import type { ListRequest } from './list-request.js';
import { cloudEventsBatchType } from './read-event.js';

/** Whether a request prefers a page of CloudEvents over Annals' own representations of a list. */
export function wantsCloudEvents(request: Request): boolean {
  return request.accepts(['application/json', ndjsonType, cloudEventsBatchType]) === cloudEventsBatchType;
}

/** A page of events in Annals' own representation. */
export function pageOf({ events, nextCursor }: EventList): ListPage {
  return { items: events.map(presentNativeEvent), nextCursor };
}

/** A page of events as CloudEvents. It is put together as text, so that data stays token for token. */
export function cloudEventsAnswer({ events, nextCursor }: EventList, linkTo: ListRequest['linkTo']): Answer {
  return jsonAnswer(200, `[${events.map(presentCloudEvent).join(',')}]`, {
    Vary: 'Accept',
    ...linkTo(nextCursor),
    'Content-Type': `${cloudEventsBatchType}; charset=utf-8`,
  });
}
