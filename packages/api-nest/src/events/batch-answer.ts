import type { RecordOutcome } from '@annals/domain';
import { jsonAnswer, type Answer } from '../http/answer.js';
import { failed, type SettledBy } from './event-answer.js';
import { locationOf, type LocationBase } from './event-location.js';

/** An event of a batch that could not be read, and why. */
export type Unreadable = Extract<RecordOutcome, { code: 'invalid' }>;

/** What could not be settled, and by what. */
type Unsettled = Extract<RecordOutcome, { code: 'failed' }>;

/**
 * The answer to a batch: a result for each event, in order.
 * Throws a 503 `Problem` where the engine failed every event that it was asked to record.
 */
export function batchAnswer(outcomes: readonly RecordOutcome[], base: LocationBase): Answer {
  requireAny(outcomes, 'engine');
  return jsonAnswer(200, JSON.stringify({ results: outcomes.map((outcome) => resultOf(outcome, base)) }));
}

/** Throws a 503 `Problem` where all events that were valid failed, and there were any. */
export function requireAny(
  outcomes: readonly (Unsettled | { readonly code: Exclude<string, 'failed'> })[],
  by: SettledBy,
): void {
  const asked = outcomes.filter(({ code }) => code !== 'invalid');
  const failure = asked.find((outcome): outcome is Unsettled => outcome.code === 'failed');
  if (failure !== undefined && asked.every(({ code }) => code === 'failed'))
    throw failed(failure.cause, 'any event of the batch', by);
}

/** The result of an event that breaks rules. */
export function invalidResult({ faults }: Unreadable): object {
  return { status: 'invalid', errors: faults.map(({ pointer, detail }) => ({ pointer, detail })) };
}

/** The result of an event that nobody can say of what became of it. */
export function failedResult({ event: { id, source } }: Unsettled, by: SettledBy): object {
  const what = { engine: 'whether it was stored', queue: 'whether it was taken' }[by];
  return { status: 'failed', id, source, detail: `The ${by} could not say ${what}; send it again.` };
}

/** What the log is told of a batch: why the first of its events that failed did. */
export function failureOf(outcomes: readonly { readonly code: string; readonly cause?: unknown }[]): Error | undefined {
  const failure = outcomes.find(({ code }) => code === 'failed');
  return failure === undefined ? undefined : new Error('events of a batch failed', { cause: failure.cause });
}

function resultOf(outcome: RecordOutcome, base: LocationBase): object {
  switch (outcome.code) {
    case 'recorded':
    case 'replayed': {
      const { id, source, recordedAt, digest } = outcome.event;
      return { status: outcome.code, id, source, location: locationOf(outcome.event, base), recordedAt, digest };
    }
    case 'conflict': {
      const { id, source, digest } = outcome.stored;
      return { status: 'conflict', id, source, location: locationOf(outcome.stored, base), digest };
    }
    case 'invalid':
      return invalidResult(outcome);
    case 'failed':
      return failedResult(outcome, 'engine');
    default:
      return outcome satisfies never;
  }
}
