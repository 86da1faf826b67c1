import { expect, test } from '@jest/globals';
import { event, newYear2026Micros, sha256 } from '../../testing/event-builders.js';
import { InMemoryEventRepository } from '../../testing/in-memory-event-repository.js';
import { RecordingTelemetry } from '../../testing/recording-telemetry.js';
import { EngineUnavailable } from '../shared/engine-unavailable.js';
import { processQueuedEvent } from './process-queued-event.js';
import { encodeQueuedEvent } from './queued-event.js';

const clock = { nowMicros: () => newYear2026Micros };
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const message = (payload: unknown) => ({
  messageId: 'm-1',
  body: encodeQueuedEvent({ event: event({ payload }), writeId: `w-${String(payload)}` }),
  traceparent,
});

function setUp() {
  const telemetry = new RecordingTelemetry();
  const repository = new InMemoryEventRepository();
  return { repository, telemetry, deps: { repository, clock, sha256, telemetry, queueName: 'events' } };
}

test('records in a span that goes on with the trace of the sender, and counts the outcome', async () => {
  const { telemetry, deps } = setUp();
  expect(await processQueuedEvent(message(1), deps)).toMatchObject({ code: 'done', outcome: { code: 'recorded' } });
  expect(telemetry.spans).toMatchObject([
    {
      name: 'process events',
      kind: 'consumer',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentSpanId: '00f067aa0ba902b7',
      attributes: {
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'events',
        'messaging.message.id': 'm-1',
        'annals.event.outcome': 'recorded',
      },
    },
  ]);
  expect(telemetry.counter('annals_events_total', { outcome: 'recorded' })).toBe(1);
});

test('is done with a conflict, which is counted', async () => {
  const { telemetry, deps } = setUp();
  await processQueuedEvent(message(1), deps);
  expect(await processQueuedEvent(message(2), deps)).toMatchObject({ code: 'done', outcome: { code: 'conflict' } });
  expect(telemetry.counter('annals_events_total', { outcome: 'conflict' })).toBe(1);
  expect(telemetry.spans[1]!.error).toBeUndefined();
});

test('retries what the engine refused or could not settle, and its span says why', async () => {
  const { repository, telemetry, deps } = setUp();
  const cause = new EngineUnavailable('memory', 1, { cause: undefined });
  repository.append = () => Promise.reject(cause);
  expect(await processQueuedEvent(message(1), deps)).toEqual({ code: 'retry', cause });
  repository.append = () => Promise.resolve([{ code: 'failed', cause }]);
  expect(await processQueuedEvent(message(1), deps)).toEqual({ code: 'retry', cause });
  expect(telemetry.spans.map(({ error }) => error)).toEqual([cause, cause]);
  expect(telemetry.counter('annals_events_total', { outcome: 'failed' })).toBe(2);
});

test('tells poison, and its span says why', async () => {
  const { telemetry, deps } = setUp();
  expect(await processQueuedEvent({ messageId: 'm-2', body: 'hush' }, deps)).toEqual({
    code: 'poison',
    reason: expect.stringMatching(/^the message is not JSON/),
  });
  expect(telemetry.spans[0]!.error).toEqual(new Error('the message is not JSON'));
  expect(telemetry.measured()).toEqual([]);
});
