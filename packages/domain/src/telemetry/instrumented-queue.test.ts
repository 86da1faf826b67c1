import { describe, expect, it } from '@jest/globals';
import { InMemoryMessageQueue } from '../../testing/in-memory-message-queue.js';
import { RecordingTelemetry, type RecordedSpan } from '../../testing/recording-telemetry.js';
import { instrumentQueue } from './instrumented-queue.js';
import { noTelemetry } from './telemetry.js';

const request = { max: 10, waitMs: 0, visibilityMs: 60_000 };

function setUp() {
  const telemetry = new RecordingTelemetry();
  const inner = new InMemoryMessageQueue({ name: 'events', maxReceives: 2 });
  return { telemetry, inner, queue: instrumentQueue(inner, telemetry, 'aws_sqs') };
}

const inRequest = <T>(telemetry: RecordingTelemetry, work: () => Promise<T>): Promise<T> =>
  telemetry.inSpan('request', { kind: 'server' }, work);
const counted = (telemetry: RecordingTelemetry, outcome: string) =>
  telemetry.counter('annals_queue_messages_total', { queue: 'events', outcome });
const traceparentOf = ({ traceId, spanId }: RecordedSpan) => `00-${traceId}-${spanId}-01`;

describe('an instrumented queue', () => {
  it('is the queue itself where nothing is measured', () => {
    const queue = new InMemoryMessageQueue();
    expect(instrumentQueue(queue, noTelemetry, 'aws_sqs')).toBe(queue);
  });

  it('sends the span of its sending along, unless the message belongs to another trace', async () => {
    const { telemetry, queue } = setUp();
    const other = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await inRequest(telemetry, () =>
      queue.send([
        { body: 'own' },
        { body: 'caller', traceparent: telemetry.current()!.traceparent },
        { body: 'other', traceparent: other },
      ]),
    );
    const [span] = telemetry.named('send events');
    expect(span).toMatchObject({
      kind: 'producer',
      parentSpanId: telemetry.named('request')[0]!.spanId,
      attributes: {
        'messaging.system': 'aws_sqs',
        'messaging.destination.name': 'events',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.batch.message_count': 3,
      },
    });
    const received = await queue.receive(request);
    expect(Object.fromEntries(received.map(({ body, traceparent }) => [body, traceparent]))).toEqual({
      own: traceparentOf(span!),
      caller: traceparentOf(span!),
      other,
    });
    expect(counted(telemetry, 'sent')).toBe(3);
  });

  it('tells of a single message, and of one that failed', async () => {
    const { telemetry, inner, queue } = setUp();
    const fault = new Error('no');
    await inRequest(telemetry, async () => {
      const [sent] = await queue.send([{ body: 'one' }]);
      expect(sent).toMatchObject({ messageId: telemetry.named('send events')[0]!.attributes['messaging.message.id'] });
      inner.refuse = () => fault;
      await queue.send([{ body: 'two' }]);
    });
    expect(telemetry.named('send events').map(({ error }) => error)).toEqual([undefined, fault]);
    expect(counted(telemetry, 'sent')).toBe(1);
  });

  it('counts what is received, deleted, released and dead', async () => {
    const { telemetry, queue } = setUp();
    await inRequest(telemetry, async () => {
      await queue.send([{ body: 'deleted' }, { body: 'buried' }, { body: 'released' }]);
      for (const message of await queue.receive(request)) {
        if (message.body === 'deleted') await queue.delete([message.receipt]);
        else if (message.body === 'buried') await queue.bury(message, 'poison');
        else await queue.release(message, 0, 'later');
      }
      const [again] = await queue.receive(request);
      await queue.release(again!, 0, 'later still');
    });
    for (const [outcome, count] of Object.entries({ sent: 3, received: 4, deleted: 1, released: 1, dead: 2 }))
      expect([outcome, counted(telemetry, outcome)]).toEqual([outcome, count]);
    const names = telemetry.childrenOf(telemetry.named('request')[0]!).map(({ name }) => name);
    expect(new Set(names)).toEqual(
      new Set(['send events', 'receive events', 'delete events', 'bury events', 'release events']),
    );
    expect(telemetry.named('receive events')[0]).toMatchObject({
      kind: 'client',
      attributes: { 'messaging.operation.type': 'receive', 'messaging.batch.message_count': 3 },
    });
  });

  it('makes no trace of a look that nobody asked for', async () => {
    const { telemetry, queue } = setUp();
    await queue.receive(request);
    expect(telemetry.spans).toEqual([]);
  });

  it('tells how full it is, asking once for both gauges', async () => {
    const { telemetry, inner, queue } = setUp();
    await queue.send([{ body: 'one' }]);
    let asked = 0;
    const figures = inner.figures.bind(inner);
    inner.figures = () => {
      asked++;
      return figures();
    };
    const read = () =>
      Promise.all([telemetry.readGauge('annals_queue_depth'), telemetry.readGauge('annals_queue_oldest_age_seconds')]);
    const [depth, age] = await read();
    expect(asked).toBe(1);
    expect(depth).toEqual(
      [
        ['waiting', 1],
        ['in_flight', 0],
        ['dead', 0],
      ].map(([state, value]) => ({ labels: { queue: 'events', state }, value })),
    );
    expect(age).toEqual([{ labels: { queue: 'events' }, value: expect.any(Number) }]);
    inner.figures = () => Promise.resolve({ waiting: 1, inFlight: 0, dead: 0 });
    expect((await read())[1]).toEqual([]);
    inner.figures = () => Promise.resolve({ waiting: 0, inFlight: 0, dead: 3 });
    expect((await read())[1]).toEqual([{ labels: { queue: 'events' }, value: 0 }]);
  });
});
