import { createQueuedEventEngine, receivedMessageOfRecord, sha256, type QueueRecord } from '@annals/adapters-aws';
import { createClock, defaultMaxReceives, noTelemetry } from '@annals/domain';
import { createQueuedEventsHandler } from './queued-events-handler.js';
import { CannotStart, standardLogger } from './startup.js';

const engine = createQueuedEventEngine(process.env);
if (!engine.ok) throw new CannotStart(engine.error);

/** Records events that the API accepted into the queue, from an event source mapping of SQS with partial batch responses. */
export const handler = createQueuedEventsHandler({
  ...engine.value,
  // Lambda gives records in no other shape.
  readRecord: (record) => receivedMessageOfRecord(record as unknown as QueueRecord),
  maxReceives: defaultMaxReceives,
  clock: createClock(),
  sha256,
  telemetry: noTelemetry,
  logger: standardLogger(),
});
