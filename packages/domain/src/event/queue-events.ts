import type { MessageQueue, OutgoingMessage, SendOutcome } from '../queue/message-queue.js';
import type { Clock, IdGenerator, Sha256 } from '../shared/ports.js';
import type { Observed } from '../telemetry/use-case.js';
import { EventBatch } from './event-batch.js';
import type { EventDraft, EventFault } from './event-draft.js';
import { figureRefusal, inBatchUseCase } from './event-figures.js';
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

/** Queues one event. See `queueBatch`. */
export async function queueEvent(
  draft: EventDraft,
  dependencies: QueueEventsDependencies,
): Promise<Exclude<QueueOutcome, { readonly code: 'conflict' }>> {
  const [outcome] = await queueEvents([draft], dependencies);
  // No other event stands before it.
  return outcome as Exclude<QueueOutcome, { readonly code: 'conflict' }>;
}

/** Queues drafts that are all at hand. See `queueBatch`. */
export function queueEvents(
  drafts: readonly EventDraft[],
  dependencies: QueueEventsDependencies,
): Promise<readonly QueueOutcome[]> {
  return queueBatch(EventBatch.of(drafts, dependencies), dependencies);
}

/**
 * Queues each event of a batch once, to be recorded later as it was accepted: an outcome for each, in order, and none fails another.
 *
 * Events of one identity are judged in their order; whether another event is stored already turns out when they are recorded. Throws
 * `EngineUnavailable` when the queue refuses the call as a whole.
 */
export function queueBatch(batch: EventBatch, dependencies: QueueEventsDependencies): Promise<readonly QueueOutcome[]> {
  return inBatchUseCase('queueEvents', dependencies, batch, () => queueAll(batch, dependencies));
}

async function queueAll(
  { results, firsts, firstIndexes }: EventBatch,
  { queue, ids, telemetry }: QueueEventsDependencies,
): Promise<readonly QueueOutcome[]> {
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
