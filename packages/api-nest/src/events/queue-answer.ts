import type { QueueOutcome, Submission } from '@annals/domain';
import { jsonAnswer, type Answer } from '../http/answer.js';
import { prefers } from '../http/prefer.js';
import { failedResult, invalidResult, requireAny } from './batch-answer.js';
import { failed, invalidEvent } from './event-answer.js';
import type { LocationBase } from './event-location.js';
import type { IncomingHttpHeaders } from 'node:http';

/** The preference for an answer before the work is done. @see https://www.rfc-editor.org/rfc/rfc7240#section-4.1 */
const respondAsync = 'respond-async';

/** Whether a request asks for its events to be queued. */
export function prefersAsync(headers: IncomingHttpHeaders): boolean {
  return prefers(headers['prefer'], respondAsync);
}

/** The answer to one event that is to be recorded later. Throws the `Problem` of what was not queued. */
export function queueAnswer(outcome: Exclude<QueueOutcome, { code: 'conflict' }>): Answer {
  switch (outcome.code) {
    case 'queued':
      return accepted(JSON.stringify(queuedResult(outcome.event, 'events')), {
        Location: submissionLocation(outcome.event, 'events'),
      });
    case 'invalid':
      throw invalidEvent(outcome);
    case 'failed':
      throw failed(outcome.cause, 'the event', 'queue');
    default:
      return outcome satisfies never;
  }
}

/**
 * The answer to a batch that is to be recorded later: a result for each event, in order; 200 where none of them was there to be queued.
 * Throws a 503 `Problem` where the queue failed every event that it was asked to take.
 */
export function queuedBatchAnswer(outcomes: readonly QueueOutcome[], base: LocationBase): Answer {
  requireAny(outcomes, 'queue');
  const body = JSON.stringify({ results: outcomes.map((outcome) => resultOf(outcome, base)) });
  return outcomes.some(({ code }) => code === 'queued') ? accepted(body) : jsonAnswer(200, body);
}

/** Where to ask what became of a submission, relative to the request that made it. */
function submissionLocation({ source, id, digest }: Submission, base: LocationBase): string {
  const query = Object.entries({ source, id, digest }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${base === 'events' ? '' : '../'}submissions?${query.join('&')}`;
}

function accepted(body: string, headers?: Readonly<Record<string, string>>): Answer {
  return jsonAnswer(202, body, { 'Preference-Applied': respondAsync, ...headers });
}

function resultOf(outcome: QueueOutcome, base: LocationBase): object {
  switch (outcome.code) {
    case 'queued':
      return queuedResult(outcome.event, base);
    case 'conflict': {
      const { id, source, digest } = outcome.stored;
      return { status: 'conflict', id, source, location: submissionLocation(outcome.stored, base), digest };
    }
    case 'invalid':
      return invalidResult(outcome);
    case 'failed':
      return failedResult(outcome, 'queue');
    default:
      return outcome satisfies never;
  }
}

function queuedResult({ id, source, digest }: Submission, base: LocationBase): object {
  return { status: 'queued', id, source, location: submissionLocation({ id, source, digest }, base), digest };
}
