import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';
import type { ObjectRecordRepository } from '../src/object/object-record-repository.js';
import { describeObjectLists } from './object-record-repository-contract/lists.js';
import { describeObjectWrites } from './object-record-repository-contract/writes.js';

/** How a suite gets at an implementation. */
export interface ObjectRecordRepositoryHarness {
  /** Called once; the engine may start here. */
  readonly start?: () => Promise<void>;
  /** Called before each fact: a repository that holds nothing. */
  readonly empty: () => Promise<ObjectRecordRepository>;
  /** Called once at the end. */
  readonly stop?: () => Promise<void>;
}

/** Gives the repository of the fact that runs. */
export type CurrentObjectRecordRepository = () => ObjectRecordRepository;

/** States what every `ObjectRecordRepository` does, whichever engine it stands on. */
export function describeObjectRecordRepository(name: string, harness: ObjectRecordRepositoryHarness): void {
  describe(`${name} as an ObjectRecordRepository`, () => {
    let repository: ObjectRecordRepository;
    beforeAll(async () => harness.start?.());
    beforeEach(async () => {
      repository = await harness.empty();
    });
    afterAll(async () => harness.stop?.());
    const current: CurrentObjectRecordRepository = () => repository;
    describeObjectWrites(current);
    describeObjectLists(current);
  });
}
