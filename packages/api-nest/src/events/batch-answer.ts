import type { RecordOutcome } from '@annals/domain';
import { jsonAnswer, type Answer } from '../http/answer.js';
import { failed } from './event-answer.js';
import { locationOf, type LocationBase } from './event-location.js';

/** What became of one event of a batch: what recording it said, or the faults of an event that could not be read. */
export type BatchOutcome = RecordOutcome | Extract<RecordOutcome, { code: 'invalid' }>;

/**
 * The answer to a batch: a result for each event, in order.
 * Throws a 503 `Problem` where the engine failed every event that it was asked to record.
 */
export function batchAnswer(outcomes: readonly BatchOutcome[], base: LocationBase): Answer {
  const asked = outcomes.filter((outcome) => outcome.code !== 'invalid');
  const failures = asked.filter((outcome) => outcome.code === 'failed');
  if (failures.length > 0 && failures.length === asked.length)
    throw failed(failures[0]!.cause, 'any event of the batch');
  return jsonAnswer(200, JSON.stringify({ results: outcomes.map((outcome) => resultOf(outcome, base)) }));
}

/** What the log is told of a batch: why the first of its events that failed did. */
export function failureOf(outcomes: readonly BatchOutcome[]): Error | undefined {
  const failure = outcomes.find((outcome) => outcome.code === 'failed');
  return failure === undefined ? undefined : new Error('events of a batch failed', { cause: failure.cause });
}

function resultOf(outcome: BatchOutcome, base: LocationBase): object {
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
      return { status: 'invalid', errors: outcome.faults.map(({ pointer, detail }) => ({ pointer, detail })) };
    case 'failed': {
      const { id, source } = outcome.event;
      return { status: 'failed', id, source, detail: 'The engine could not say whether it was stored; send it again.' };
    }
    default:
      return outcome satisfies never;
  }
}
