/** What tests of every package share: builders, arbitraries, fakes and the contract suites of the ports. */
export {
  anyAttribute,
  anyEvent,
  anyJsonText,
  anyNativeMembers,
  anySource,
  anyTime,
  objectText,
} from './event-arbitraries.js';
export { attempt, draft, draftOfText, event, newYear2026Micros, sha256 } from './event-builders.js';
export { describeEventRepository, type EventRepositoryHarness } from './event-repository-contract.js';
export { InMemoryEventRepository, shardOf } from './in-memory-event-repository.js';
