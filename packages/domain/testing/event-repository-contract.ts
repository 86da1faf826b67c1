import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';
import type { EventRepository } from '../src/event/event-repository.js';
import { describeAppending } from './event-repository-contract/appending.js';
import { describeExpiry } from './event-repository-contract/expiry.js';
import { describeFidelity } from './event-repository-contract/fidelity.js';
import { describeListing } from './event-repository-contract/listing.js';
import { describePaging } from './event-repository-contract/paging.js';

/** How a suite gets at an implementation. */
export interface EventRepositoryHarness {
  /** Called once; the engine may start here. */
  readonly start?: () => Promise<void>;
  /** Called before each fact: a repository that holds nothing. */
  readonly empty: () => Promise<EventRepository>;
  /** Called once at the end. */
  readonly stop?: () => Promise<void>;
}

/** Gives the repository of the fact that runs. */
export type CurrentRepository = () => EventRepository;

/** States what every `EventRepository` does, whichever engine it stands on. */
export function describeEventRepository(name: string, harness: EventRepositoryHarness): void {
  describe(`${name} as an EventRepository`, () => {
    let repository: EventRepository;
    beforeAll(async () => harness.start?.());
    beforeEach(async () => {
      repository = await harness.empty();
    });
    afterAll(async () => harness.stop?.());
    const current: CurrentRepository = () => repository;
    describeAppending(current);
    describeFidelity(current);
    describeExpiry(current);
    describeListing(current);
    describePaging(current);
  });
}
