import type { Clock, Sha256 } from '../shared/ports.js';
import { err, type Result } from '../shared/result.js';
import { acceptEvent } from './accept-event.js';
import type { EventDraft, EventFault } from './event-draft.js';
import type { Event } from './event.js';

/** What accepting events needs. */
export interface EventBatchDependencies {
  readonly clock: Clock;
  readonly sha256: Sha256;
}

/**
 * The events of one call, each accepted as it is read: every rule is applied before any engine is asked, and of a draft nothing is
 * kept but its event. All are accepted at one instant, that of the first; those without a time get instants one microsecond apart.
 */
export class EventBatch {
  /** The event of each draft, in order, or all its faults. */
  readonly results: Result<Event, readonly EventFault[]>[] = [];
  /** The first event of each identity, in order. */
  readonly firsts: Event[] = [];
  /** For each result where `firsts` has the event of its identity; -1 where it has faults. */
  readonly firstIndexes: number[] = [];
  readonly #dependencies: EventBatchDependencies;
  /** Where each identity's first event stands, by the hash of the identity. */
  readonly #indexes = new Map<string, number>();
  #atMicros: number | undefined;
  #untimed = 0;

  constructor(dependencies: EventBatchDependencies) {
    this.#dependencies = dependencies;
  }

  /** A batch of drafts that are all at hand. */
  static of(drafts: readonly EventDraft[], dependencies: EventBatchDependencies): EventBatch {
    const batch = new EventBatch(dependencies);
    for (const draft of drafts) batch.add(draft);
    return batch;
  }

  /** When its events were accepted, in microseconds since 1970. */
  get atMicros(): number {
    return (this.#atMicros ??= this.#dependencies.clock.nowMicros());
  }

  /** Applies every rule to a draft. */
  add(draft: EventDraft): void {
    const result = acceptEvent(draft, {
      acceptedAtMicros: this.atMicros,
      defaultTimeMicros: this.atMicros + this.#untimed,
      sha256: this.#dependencies.sha256,
    });
    if (draft.time === undefined) this.#untimed++;
    this.results.push(result);
    this.firstIndexes.push(result.ok ? this.#firstIndex(result.value) : -1);
  }

  /** Takes the place of an event that could not even be read. */
  addUnreadable(faults: readonly EventFault[]): void {
    this.results.push(err(faults));
    this.firstIndexes.push(-1);
  }

  #firstIndex(event: Event): number {
    const known = this.#indexes.get(event.hash);
    if (known !== undefined) return known;
    this.#indexes.set(event.hash, this.firsts.length);
    return this.firsts.push(event) - 1;
  }
}
