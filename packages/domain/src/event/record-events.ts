import type { Clock, IdGenerator, Sha256 } from '../shared/ports.js';
import type { Observed } from '../telemetry/use-case.js';
import { EventBatch } from './event-batch.js';
import type { EventDraft, EventFault } from './event-draft.js';
import { figureRefusal, inBatchUseCase } from './event-figures.js';
import type { AppendAttempt, AppendOutcome, EventRepository } from './event-repository.js';
import type { Event } from './event.js';

/** What became of a draft. */
export type RecordOutcome =
  | { readonly code: 'recorded'; readonly event: Event }
  /** The same event was there already; `event` is the stored one. */
  | { readonly code: 'replayed'; readonly event: Event }
  /** Another event has the identity; `stored` stays. */
  | { readonly code: 'conflict'; readonly event: Event; readonly stored: Event }
  | { readonly code: 'invalid'; readonly faults: readonly EventFault[] }
  /** The engine could not say; recording the same event again settles it. */
  | { readonly code: 'failed'; readonly event: Event; readonly cause: unknown };

/** What recording needs. */
export interface RecordEventsDependencies extends Observed {
  readonly repository: EventRepository;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly sha256: Sha256;
}

/** Records one event. See `recordBatch`. */
export async function recordEvent(draft: EventDraft, dependencies: RecordEventsDependencies): Promise<RecordOutcome> {
  const [outcome] = await recordEvents([draft], dependencies);
  return outcome!;
}

/** Records drafts that are all at hand. See `recordBatch`. */
export function recordEvents(
  drafts: readonly EventDraft[],
  dependencies: RecordEventsDependencies,
): Promise<readonly RecordOutcome[]> {
  return recordBatch(EventBatch.of(drafts, dependencies), dependencies);
}

/**
 * Records each event of a batch once: an outcome for each, in order, and none fails another.
 *
 * Events of one identity are judged in their order, as if each had been recorded alone. Throws `EngineUnavailable` when the engine
 * refuses the call as a whole.
 */
export function recordBatch(
  batch: EventBatch,
  dependencies: RecordEventsDependencies,
): Promise<readonly RecordOutcome[]> {
  return inBatchUseCase('recordEvents', dependencies, batch, () => recordAll(batch, dependencies));
}

async function recordAll(
  { atMicros, results, firsts, firstIndexes }: EventBatch,
  { repository, ids, telemetry }: RecordEventsDependencies,
): Promise<readonly RecordOutcome[]> {
  const writeId = ids.nextId();
  const attempts = firsts.map((event): AppendAttempt => ({ event, writeId }));
  const atMs = Math.floor(atMicros / 1000);
  const outcomes =
    attempts.length === 0 ? [] : await repository.append(attempts, atMs).catch(figureRefusal(results, telemetry));
  return results.map((result, index) => {
    if (!result.ok) return { code: 'invalid', faults: result.error };
    const first = firstIndexes[index]!;
    return judgeAppend(result.value, attempts[first]!, outcomes[first]!);
  });
}

/** What became of an event, by what the repository made of an attempt at its identity: with this event itself, or one before it. */
export function judgeAppend(
  event: Event,
  attempt: AppendAttempt,
  outcome: AppendOutcome,
): Exclude<RecordOutcome, { readonly code: 'invalid' }> {
  switch (outcome.code) {
    case 'failed':
      return { code: 'failed', event, cause: outcome.cause };
    case 'appended':
      return event === attempt.event ? { code: 'recorded', event } : compare(event, attempt.event);
    case 'present':
      return event === attempt.event && outcome.stored.writeId === attempt.writeId
        ? { code: 'recorded', event: outcome.stored.event }
        : compare(event, outcome.stored.event);
  }
}

function compare(event: Event, stored: Event): Extract<RecordOutcome, { readonly code: 'replayed' | 'conflict' }> {
  return event.digest === stored.digest ? { code: 'replayed', event: stored } : { code: 'conflict', event, stored };
}
