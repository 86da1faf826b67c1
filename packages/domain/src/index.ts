/** The domain of Annals: events, what may be done with them, and what that needs of an engine. Pure: see `shared/ports.ts`. */
export { CannotStart } from './shared/cannot-start.js';
export { createClock } from './shared/clock.js';
export { copyOf } from './shared/copy-of.js';
export { EngineUnavailable } from './shared/engine-unavailable.js';
export { ceilToMs, instantDigits, instantFromMicros, parseInstant, type Instant } from './shared/instant.js';
export { mapConcurrently } from './shared/map-concurrently.js';
export type { Clock, IdGenerator, Sha256 } from './shared/ports.js';
export { reasonOf } from './shared/reason-of.js';
export { err, ok, type Result } from './shared/result.js';
export { compareUtf8, isLongerThan, utf8Length } from './shared/utf8.js';

export { kindOf, membersOf, readJson, textOf, valueOf, type JsonMember, type JsonSlice } from './json/json-slice.js';
export { JsonArrayReader } from './json/json-array-reader.js';

export { openCursor, positionToText, sealCursor, textToPosition } from './listing/cursor.js';
export { maxPageBytes, maxExaminedEntries, mergeShards, type MergedPage, type Shard } from './listing/merge-shards.js';

export type { Event } from './event/event.js';
export { isExpired, timeOf } from './event/event.js';
export { noExtensions, type ExtensionValue } from './event/event-attributes.js';
export { attributeLimitsBytes, defaultSource, parseId, parseSource } from './event/event-attributes.js';
export { decodeUtf8, isJsonContentType, maxDataBytes, type EventData } from './event/event-data.js';
export { parseDigest } from './event/event-digest.js';
export { EventBatch } from './event/event-batch.js';
export { pointer, type EventDraft, type EventFault } from './event/event-draft.js';
export { identityHash, identityKey, identityOfKey, type EventIdentity } from './event/event-identity.js';
export { comparePositions, type EventPosition } from './event/event-cursor.js';
export { parseEventQuery, passesFilters, type EventQuery, type EventQueryFault } from './event/event-query.js';
export type {
  AppendAttempt,
  AppendOutcome,
  EventPage,
  EventPageRequest,
  EventRepository,
} from './event/event-repository.js';
export { findEvent } from './event/find-event.js';
export { listEvents, type EventList, type ListEventsDependencies } from './event/list-events.js';
export {
  queueBatch,
  queueEvent,
  queueEvents,
  type QueueEventsDependencies,
  type QueueOutcome,
} from './event/queue-events.js';
export {
  recordBatch,
  recordEvent,
  recordEvents,
  type RecordEventsDependencies,
  type RecordOutcome,
} from './event/record-events.js';
export {
  processQueuedEvent,
  type MessageVerdict,
  type ProcessQueuedEventDependencies,
} from './event/process-queued-event.js';
export {
  recordQueuedEvent,
  type QueuedEventOutcome,
  type RecordQueuedEventDependencies,
} from './event/record-queued-event.js';
export { submissionState, type Submission, type SubmissionState } from './event/submission.js';
export { presentNativeEvent, readNativeEvent } from './event/representations/native-event.js';
export { presentCloudEvent, readCloudEvent, saysCloudEvent } from './event/representations/cloud-event.js';
export { readBinaryCloudEvent, saysBinaryCloudEvent } from './event/representations/binary-cloud-event.js';

export {
  applyObjectChange,
  type ApplyObjectChangeDependencies,
  type ApplyOutcome,
} from './object/apply-object-change.js';
export type { ChangeOrigin, ObjectChange, ObjectContent, ObjectIdentity } from './object/object-change.js';
export { maxKeyBytes, objectHash, objectKeyOf, parseKeyPrefix, parseObjectKey } from './object/object-identity.js';
export {
  listBucket,
  listObjectChanges,
  listObjectHistory,
  listObjects,
  type CursorPage,
  type CursorRequest,
} from './object/object-queries.js';
export type { HistoryEntry, ObjectState } from './object/object-record.js';
export type {
  ChangePosition,
  ChangeRange,
  ObjectRecordRepository,
  Page,
  PageRequest,
  ReplaceCondition,
} from './object/object-record-repository.js';
export type { ListedObject, ObjectRemoval, ObjectStore, SignedRequest, UploadTerms } from './object/object-store.js';
export {
  reconcileObjects,
  type Reconciliation,
  type ReconciliationFinding,
  type ReconcileObjectsDependencies,
  type ReconcileRequest,
} from './object/reconcile-objects.js';
export { parseSequencer, sequencerOfMicros, type Sequencer } from './object/sequencer.js';
export { parseUploadTerms } from './object/upload-terms.js';

export {
  defaultMaxReceives,
  maxMessageBytes,
  type DeleteOutcome,
  type MessageQueue,
  type OutgoingMessage,
  type QueueFigures,
  type ReceivedMessage,
  type ReceiveRequest,
  type SendOutcome,
} from './queue/message-queue.js';
export { deadLetterReason, type DeadLetter, type DeadLetters } from './queue/dead-letters.js';
export { sendableMessages } from './queue/sendable-messages.js';

export {
  labelValues,
  metrics,
  testLabel,
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  type MetricDefinition,
  type MetricName,
} from './telemetry/metrics.js';
export { callEngine, type EngineCall } from './telemetry/engine-call.js';
export { instrumentQueue } from './telemetry/instrumented-queue.js';
export { inUseCase, type Observed } from './telemetry/use-case.js';
export {
  joinTelemetry,
  noTelemetry,
  silentSpan,
  type GaugeReading,
  type Span,
  type SpanAttributes,
  type SpanOptions,
  type Telemetry,
  type TraceContext,
} from './telemetry/telemetry.js';
export { parseTraceparent, traceContext } from './telemetry/trace-parent.js';

export { compareApiKeys, maxActiveKeysPerOwner, type ApiKey, type ApiKeyState } from './access/api-key.js';
export type { ApiKeyRepository } from './access/api-key-repository.js';
export {
  authenticateApiKey,
  type ApiKeyCheck,
  type AuthenticateApiKeyDependencies,
} from './access/authenticate-api-key.js';
export {
  createApiKey,
  type CreatedApiKey,
  type ManageApiKeysDependencies,
  type NewApiKey,
} from './access/create-api-key.js';
export { listApiKeys, revokeApiKey, type ListedApiKey } from './access/manage-api-keys.js';
export { isScope, scopes, type Scope } from './access/scope.js';
