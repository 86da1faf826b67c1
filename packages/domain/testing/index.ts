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
export { apiKey, secretOf } from './api-key-builders.js';
export { describeApiKeyRepository, type ApiKeyRepositoryHarness } from './api-key-repository-contract.js';
export { describeEventRepository, type EventRepositoryHarness } from './event-repository-contract.js';
export { InMemoryApiKeyRepository } from './in-memory-api-key-repository.js';
export { InMemoryEventRepository, shardOf } from './in-memory-event-repository.js';
export { InMemoryMessageQueue, type InMemoryMessageQueueOptions } from './in-memory-message-queue.js';
export { InMemoryObjectRecordRepository } from './in-memory-object-record-repository.js';
export { InMemoryObjectStore } from './in-memory-object-store.js';
export { describeMessageQueue, type MessageQueueHarness, type QueueUnderTest } from './message-queue-contract.js';
export { historyEntry, objectState, secondsIn2026, sequencer, tombstone } from './object-builders.js';
export {
  describeObjectRecordRepository,
  type ObjectRecordRepositoryHarness,
} from './object-record-repository-contract.js';
export { describeObjectStore, type ObjectStoreHarness } from './object-store-contract.js';
export { RecordingTelemetry, type RecordedSpan } from './recording-telemetry.js';
