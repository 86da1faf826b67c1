import { EngineUnavailable, type Event, type RecordOutcome } from '@annals/domain';
import type { Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { eventHeaders, presentEvent, type EventForm } from './event-form.js';
import { locationOf } from './event-location.js';

/** The answer to one event, whatever became of it. Throws the `Problem` of what was not recorded. */
export function recordAnswer(outcome: RecordOutcome, form: EventForm): Answer {
  switch (outcome.code) {
    case 'recorded':
      return eventAnswer(201, outcome.event, form, { Location: locationOf(outcome.event, 'events') });
    case 'replayed':
      return eventAnswer(200, outcome.event, form, {
        Location: locationOf(outcome.event, 'events'),
        'Idempotent-Replayed': 'true',
      });
    case 'conflict':
      throw new Problem('conflict', {
        detail: 'The stored event differs from this one, and stays as it is.',
        members: { location: locationOf(outcome.stored, 'events'), digest: outcome.stored.digest },
      });
    case 'invalid':
      throw invalidEvent(outcome);
    case 'failed':
      throw failed(outcome.cause, 'the event');
    default:
      return outcome satisfies never;
  }
}

/** The answer with an event in it. */
function eventAnswer(status: number, event: Event, form: EventForm, headers: Readonly<Record<string, string>>): Answer {
  return { status, headers: { ...eventHeaders(event, form), ...headers }, body: presentEvent(event, form) };
}

/** What has an event in its hands: the engine that stores it, or the queue that it waits in. */
export type SettledBy = 'engine' | 'queue';

/** What a 503 says of them. */
const unsettled = {
  engine: (what: string) => `The engine could not say whether ${what} was stored. Send the same again: what was stored`,
  queue: (what: string) =>
    `The queue could not say whether ${what} was taken. Send the same again: what was taken twice`,
};

/** The 503 of what could not be settled. */
export function failed(cause: unknown, what: string, by: SettledBy = 'engine'): Problem {
  const retryAfterSeconds = cause instanceof EngineUnavailable ? cause.retryAfterSeconds : 1;
  return new Problem('unavailable', {
    detail: `${unsettled[by](what)} is not stored twice.`,
    headers: { 'Retry-After': String(retryAfterSeconds) },
    cause,
  });
}

/** The problem of an event that breaks rules. */
export function invalidEvent({ faults }: Extract<RecordOutcome, { code: 'invalid' }>): Problem {
  const tooLarge = faults.some((fault) => fault.code === 'too-large');
  return new Problem(tooLarge ? 'too-large' : 'invalid-event', {
    detail: tooLarge ? 'The data of the event is too large.' : 'The errors say what is wrong, and where.',
    errors: faults,
  });
}
