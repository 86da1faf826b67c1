import type { MessageQueue, OutgoingMessage, SendOutcome } from '../queue/message-queue.js';
import type { Clock, IdGenerator, Sha256 } from '../shared/ports.js';
import { inUseCase, type Observed } from '../telemetry/use-case.js';
import { acceptEvents } from './accept-events.js';
import type { EventDraft, EventFault } from './event-draft.js';
import { figureOutcomes, figureRefusal } from './event-figures.js';
import type { Event } from './event.js';
import { encodeQueuedEvent } from './queued-event.js';

/** What became of a draft that is to be recorded later. */
export type QueueOutcome =
  /** It is queued durably: itself or, where a draft before it was the same event, that one. */
  | { readonly code: 'queued'; readonly event: Event }
  /** Another event of the same identity stood before it in the batch: `stored`, which is queued. */
  | { readonly code: 'conflict'; readonly event: Event; readonly stored: Event }
  | { readonly code: 'invalid'; readonly faults: readonly EventFault[] }
  /** The queue did not take it, or could not say; sending the same event again settles it. */
  | { readonly code: 'failed'; readonly event: Event; readonly cause: unknown };

/** What queueing needs. */
export interface QueueEventsDependencies extends Observed {
  readonly queue: Pick<MessageQueue, 'send'>;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly sha256: Sha256;
}

/** Queues one event. See `queueEvents`. */
export async function queueEvent(
  draft: EventDraft,
  dependencies: QueueEventsDependencies,
): Promise<Exclude<QueueOutcome, { readonly code: 'conflict' }>> {
  const [outcome] = await queueEvents([draft], dependencies);
  // No other event stands before it.
  return outcome as Exclude<QueueOutcome, { readonly code: 'conflict' }>;
}

/**
 * Queues each valid draft once, to be recorded later as it is accepted now: an outcome for each, in order, and no draft fails another.
 *
 * What is accepted, when, and what untimed drafts are dated by is as in `recordEvents`. Drafts of one identity are judged in their
 * order; whether another event is stored already turns out when it is recorded. Throws `EngineUnavailable` when the queue refuses the
 * call as a whole.
 */
export async function queueEvents(
  drafts: readonly EventDraft[],
  dependencies: QueueEventsDependencies,
): Promise<readonly QueueOutcome[]> {
  const { telemetry } = dependencies;
  return inUseCase('queueEvents', dependencies, { 'annals.events.count': drafts.length }, async (span) => {
    const outcomes = await queueAll(drafts, dependencies);
    if (telemetry !== undefined) figureOutcomes(outcomes, telemetry, span);
    return outcomes;
  });
}

async function queueAll(
  drafts: readonly EventDraft[],
  { queue, clock, ids, sha256, telemetry }: QueueEventsDependencies,
): Promise<readonly QueueOutcome[]> {
  const { results, firsts, firstIndexes } = acceptEvents(drafts, { clock, sha256 });
  const writeId = ids.nextId();
  const traceparent = telemetry?.current()?.traceparent;
  const messages = firsts.map((event): OutgoingMessage => ({
    body: encodeQueuedEvent({ event, writeId }),
    traceparent,
  }));
  const outcomes = messages.length === 0 ? [] : await queue.send(messages).catch(figureRefusal(results, telemetry));
  return results.map((result, index) => {
    if (!result.ok) return { code: 'invalid', faults: result.error };
    const first = firstIndexes[index]!;
    return judge(result.value, firsts[first]!, outcomes[first]!);
  });
}

function judge(event: Event, first: Event, outcome: SendOutcome): QueueOutcome {
  if (outcome.code === 'failed') return { code: 'failed', event, cause: outcome.cause };
  return event.digest === first.digest ? { code: 'queued', event: first } : { code: 'conflict', event, stored: first };
}
