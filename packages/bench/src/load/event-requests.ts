import { randomBytes } from 'node:crypto';
import { postedEvent, source } from '../workload/posted-event.js';
import type { LoadRequest } from './http-load.js';

/** Ids that no run before has used. */
export class EventIds {
  readonly #prefix = randomBytes(6).toString('hex');
  #count = 0;

  /** How many ids there were so far. */
  get count(): number {
    return this.#count;
  }

  /** The id of a number below `count`. */
  id(number: number): string {
    return `${this.#prefix}-${number}`;
  }

  /** A new id, and its number. */
  next(): { readonly id: string; readonly number: number } {
    const number = this.#count++;
    return { id: this.id(number), number };
  }
}

/** Posts one new event. */
export function postOne(ids: EventIds): LoadRequest {
  const { id, number } = ids.next();
  return {
    method: 'POST',
    path: '/events',
    type: 'application/json',
    body: JSON.stringify(postedEvent(id, number)),
    status: 201,
    accepts: (body) => (JSON.parse(body) as { readonly id?: string }).id === id,
  };
}

/** Asks for an event that was posted. */
export function getOne(id: string): LoadRequest {
  return {
    method: 'GET',
    path: `/events/${id}?source=${encodeURIComponent(source)}`,
    status: 200,
    accepts: (body) => {
      const event = JSON.parse(body) as { readonly id?: string; readonly payload?: { readonly currency?: string } };
      return event.id === id && event.payload?.currency === 'EUR';
    },
  };
}

/** How a batch is written. */
export type BatchForm = 'json' | 'lines';

/** Posts many new events in one request. */
export function postBatch(ids: EventIds, size: number, form: BatchForm = 'json'): LoadRequest {
  const events = Array.from({ length: size }, () => {
    const { id, number } = ids.next();
    return JSON.stringify(postedEvent(id, number));
  });
  return {
    method: 'POST',
    path: '/events/batch',
    type: form === 'json' ? 'application/json' : 'application/x-ndjson',
    body: form === 'json' ? `[${events.join(',')}]` : events.join('\n'),
    status: 200,
    accepts: (body) => {
      const { results } = JSON.parse(body) as { readonly results: readonly { readonly status: string }[] };
      return results.length === size && results.every(({ status }) => status === 'recorded');
    },
  };
}
