import type { Clock, Sha256 } from '../shared/ports.js';
import type { EventRepository } from './event-repository.js';
import { isExpired, type Event } from './event.js';
import { decodeQueuedEvent } from './queued-event.js';
import { judgeAppend, type RecordOutcome } from './record-events.js';

/** What became of a queued event: all but `failed` are final, and its message has done its work. */
export type QueuedEventOutcome =
  | Exclude<RecordOutcome, { readonly code: 'invalid' }>
  /** It expired while it was queued: nothing was written, for nobody could see it. */
  | { readonly code: 'expired'; readonly event: Event }
  /** The message holds no event, and never will; `reason` repeats nothing of it. */
  | { readonly code: 'poison'; readonly reason: string };

/** What recording a queued event needs. */
export interface RecordQueuedEventDependencies {
  readonly repository: Pick<EventRepository, 'append'>;
  readonly clock: Clock;
  readonly sha256: Sha256;
}

/**
 * Records the event of a message, as it was accepted when it was queued. The message carries the id of its write, so that a redelivery
 * after a crash meets its own write and is `recorded` again, whatever happened between. Throws `EngineUnavailable`.
 *
 * @param body what `queueEvents` wrote
 */
export async function recordQueuedEvent(
  body: string,
  { repository, clock, sha256 }: RecordQueuedEventDependencies,
): Promise<QueuedEventOutcome> {
  const decoded = decodeQueuedEvent(body, sha256);
  if (!decoded.ok) return { code: 'poison', reason: decoded.error };
  const attempt = decoded.value;
  const atMs = Math.floor(clock.nowMicros() / 1000);
  if (isExpired(attempt.event, atMs)) return { code: 'expired', event: attempt.event };
  const [outcome] = await repository.append([attempt], atMs);
  return judgeAppend(attempt.event, attempt, outcome!);
}
