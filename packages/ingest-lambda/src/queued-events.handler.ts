import { createQueuedEventEngine, receivedMessageOfRecord, sha256, type QueueRecord } from '@annals/adapters-aws';
import { createLambdaTelemetry } from '@annals/adapters-aws/telemetry';
import { CannotStart, createClock, defaultMaxReceives } from '@annals/domain';
import { createQueuedEventsHandler } from './queued-events-handler.js';
import { standardLogger } from './startup.js';

const measured = createLambdaTelemetry(process.env);
const { telemetry } = measured;
const engine = createQueuedEventEngine(process.env, telemetry);
if (!engine.ok) throw new CannotStart(engine.error);
engine.value.warmUp();
const handle = createQueuedEventsHandler({
  ...engine.value,
  // Lambda gives records in no other shape.
  readRecord: (record) => receivedMessageOfRecord(record as unknown as QueueRecord),
  maxReceives: defaultMaxReceives,
  clock: createClock(),
  sha256,
  telemetry,
  logger: standardLogger(process.env, telemetry),
});

/** Records events that the API accepted into the queue, from an event source mapping of SQS with partial batch responses. */
export const handler: typeof handle = (invocation, context) => measured.invocation(() => handle(invocation, context));
