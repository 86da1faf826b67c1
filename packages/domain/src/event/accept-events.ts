import type { Clock, Sha256 } from '../shared/ports.js';
import type { Result } from '../shared/result.js';
import { acceptEvent } from './accept-event.js';
import type { EventDraft, EventFault } from './event-draft.js';
import { identityKey } from './event-identity.js';
import type { Event } from './event.js';

/** What became of the drafts of one call, before any engine is asked. */
export interface AcceptedEvents {
  /** When they were accepted, in microseconds since 1970. */
  readonly atMicros: number;
  /** The event of each draft, in order, or all its faults. */
  readonly results: readonly Result<Event, readonly EventFault[]>[];
  /** By `identityKey`: the first event of each identity, in order. */
  readonly firsts: ReadonlyMap<string, Event>;
}

/** Applies every rule to every draft, all at one instant of acceptance; drafts without a time get instants one microsecond apart. */
export function acceptEvents(
  drafts: readonly EventDraft[],
  { clock, sha256 }: { readonly clock: Clock; readonly sha256: Sha256 },
): AcceptedEvents {
  const atMicros = clock.nowMicros();
  let defaultTimeMicros = atMicros;
  const firsts = new Map<string, Event>();
  const results = drafts.map((draft) => {
    const result = acceptEvent(draft, { acceptedAtMicros: atMicros, defaultTimeMicros, sha256 });
    if (draft.time === undefined) defaultTimeMicros++;
    if (result.ok) {
      const key = identityKey(result.value);
      if (!firsts.has(key)) firsts.set(key, result.value);
    }
    return result;
  });
  return { atMicros, results, firsts };
}
