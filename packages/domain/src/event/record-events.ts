import type { Clock, IdGenerator, Sha256 } from '../shared/ports.js';
import { acceptEvent } from './accept-event.js';
import type { EventDraft, EventFault } from './event-draft.js';
import { identityKey } from './event-identity.js';
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
export interface RecordEventsDependencies {
  readonly repository: EventRepository;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly sha256: Sha256;
}

/** Records one event. See `recordEvents`. */
export async function recordEvent(draft: EventDraft, dependencies: RecordEventsDependencies): Promise<RecordOutcome> {
  const [outcome] = await recordEvents([draft], dependencies);
  return outcome!;
}

/**
 * Records each valid draft once: an outcome for each, in order, and no draft fails another.
 *
 * Drafts of one identity are judged in their order, as if each had been recorded alone. Drafts without a time get instants one
 * microsecond apart. Throws `EngineUnavailable` when the engine refuses the call as a whole.
 */
export async function recordEvents(
  drafts: readonly EventDraft[],
  { repository, clock, ids, sha256 }: RecordEventsDependencies,
): Promise<readonly RecordOutcome[]> {
  const acceptedAtMicros = clock.nowMicros();
  let defaultTimeMicros = acceptedAtMicros;
  const accepted = drafts.map((draft) => {
    const result = acceptEvent(draft, { acceptedAtMicros, defaultTimeMicros, sha256 });
    if (draft.time === undefined) defaultTimeMicros++;
    return result;
  });
  const attempts = firstOfEachIdentity(
    accepted.flatMap((result) => (result.ok ? [result.value] : [])),
    ids.nextId(),
  );
  const stored = await settle([...attempts.values()], repository, Math.floor(acceptedAtMicros / 1000));
  return accepted.map((result) =>
    result.ok ? judge(result.value, stored.get(identityKey(result.value))!) : { code: 'invalid', faults: result.error },
  );
}

function firstOfEachIdentity(events: readonly Event[], writeId: string): Map<string, AppendAttempt> {
  const attempts = new Map<string, AppendAttempt>();
  for (const event of events) {
    const key = identityKey(event);
    if (!attempts.has(key)) attempts.set(key, { event, writeId });
  }
  return attempts;
}

/** What the repository made of the first attempt at an identity. */
interface Settled {
  readonly attempt: AppendAttempt;
  readonly outcome: AppendOutcome;
}

async function settle(
  attempts: readonly AppendAttempt[],
  repository: EventRepository,
  atMs: number,
): Promise<ReadonlyMap<string, Settled>> {
  const outcomes = attempts.length === 0 ? [] : await repository.append(attempts, atMs);
  return new Map(
    attempts.map((attempt, index) => [identityKey(attempt.event), { attempt, outcome: outcomes[index]! }]),
  );
}

function judge(event: Event, { attempt, outcome }: Settled): RecordOutcome {
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

function compare(event: Event, stored: Event): RecordOutcome {
  return event.digest === stored.digest ? { code: 'replayed', event: stored } : { code: 'conflict', event, stored };
}
