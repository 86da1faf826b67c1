import { instantDigits, presentCloudEvent, presentNativeEvent, type Event } from '@annals/domain';
import type { Request } from 'express';

/** How an event is represented: Annals' own JSON, or CloudEvents'. */
export type EventForm = 'native' | 'cloud-event';

/** The media type of CloudEvents' JSON format. */
export const cloudEventType = 'application/cloudevents+json';

/** The form that a request asks for; Annals' own unless it prefers the other. Nothing is refused for its `Accept`. */
export function formOf(request: Request): EventForm {
  return request.headers.accept?.includes('cloudevents') === true &&
    request.accepts(['application/json', cloudEventType]) === cloudEventType
    ? 'cloud-event'
    : 'native';
}

/** An event as JSON text. */
export function presentEvent(event: Event, form: EventForm): string {
  return form === 'native' ? presentNativeEvent(event) : presentCloudEvent(event);
}

/** The header fields that describe one event: the type of its form, and its strong ETag. */
export function eventHeaders(event: Event, form: EventForm): Record<'Content-Type' | 'ETag' | 'Vary', string> {
  return {
    'Content-Type': `${form === 'native' ? 'application/json' : cloudEventType}; charset=utf-8`,
    ETag: etagOf(event, form),
    Vary: 'Accept',
  };
}

/** A strong validator: the same identity can be recorded anew after an expiry, so the digest alone would not do. */
function etagOf(event: Event, form: EventForm): string {
  const body = `${event.digest.slice('v1:'.length)}.${instantDigits(event.recordedAt)}`;
  return form === 'native' ? `"${body}"` : `"${body}-ce"`;
}
