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
  /** The first event of each identity, in order. */
  readonly firsts: readonly Event[];
  /** For each draft where `firsts` has the event of its identity; -1 where the draft has faults. */
  readonly firstIndexes: readonly number[];
}

/** Applies every rule to every draft, all at one instant of acceptance; drafts without a time get instants one microsecond apart. */
export function acceptEvents(
  drafts: readonly EventDraft[],
  { clock, sha256 }: { readonly clock: Clock; readonly sha256: Sha256 },
): AcceptedEvents {
  const atMicros = clock.nowMicros();
  let defaultTimeMicros = atMicros;
  const results = drafts.map((draft) => {
    const result = acceptEvent(draft, { acceptedAtMicros: atMicros, defaultTimeMicros, sha256 });
    if (draft.time === undefined) defaultTimeMicros++;
    return result;
  });
  const firsts: Event[] = [];
  const indexes = new Map<string, number>();
  const firstIndexes = results.map((result) => {
    if (!result.ok) return -1;
    const key = identityKey(result.value);
    const known = indexes.get(key);
    if (known !== undefined) return known;
    indexes.set(key, firsts.length);
    return firsts.push(result.value) - 1;
  });
  return { atMicros, results, firsts, firstIndexes };
}
