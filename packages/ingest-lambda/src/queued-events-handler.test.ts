import { EngineUnavailable, queueEvents, recordEvent, type ReceivedMessage } from '@annals/domain';
import {
  draft,
  InMemoryEventRepository,
  InMemoryMessageQueue,
  newYear2026Micros,
  RecordingTelemetry,
  sha256,
} from '@annals/domain/testing';
import { describe, expect, test } from '@jest/globals';
import { context, keptLog } from '../test/support/invocations.js';
import { createQueuedEventsHandler, type QueuedEventsDependencies } from './queued-events-handler.js';

const clock = { nowMicros: () => newYear2026Micros };
const away = new EngineUnavailable('dynamodb', 1, { cause: new Error('no route') });

function setUp(others: Partial<QueuedEventsDependencies> = {}) {
  const queue = new InMemoryMessageQueue();
  const repository = new InMemoryEventRepository();
  const telemetry = new RecordingTelemetry();
  let writes = 0;
  const log = keptLog();
  const dead: { readonly message: ReceivedMessage; readonly reason: string }[] = [];
  const deps: QueuedEventsDependencies = {
    // The tests hand in messages as they come out of a queue, each called a record of SQS.
    readRecord: (record) => record as unknown as ReceivedMessage,
    repository,
    addDeadLetter: (message, reason) => Promise.resolve(void dead.push({ message, reason })),
    maxReceives: 5,
    clock,
    sha256,
    telemetry,
    logger: log.logger,
    ...others,
  };
  const handler = createQueuedEventsHandler(deps);
  return {
    repository,
    telemetry,
    dead,
    lines: log.lines,
    queue,
    deps: { queue, repository, clock, sha256, ids: { nextId: () => `w-${++writes}` } },
    handle: async (changes: Partial<ReceivedMessage> = {}, remainingMs?: () => number) => {
      const messages = await queue.receive({ max: 10, waitMs: 0, visibilityMs: 1_000 });
      const records = messages.map((message, index) => ({
        ...message,
        ...changes,
        messageId: `m${index}`,
        eventSource: 'aws:sqs',
      }));
      return handler({ Records: records }, context(remainingMs));
    },
  };
}

const failedIds = (...ids: readonly string[]) => ({ batchItemFailures: ids.map((id) => ({ itemIdentifier: id })) });

describe('the handler of queued events', () => {
  test('records every event and returns none of the messages', async () => {
    const { deps, handle, repository, telemetry, lines } = setUp();
    await queueEvents([draft({ id: 'a' }), draft({ id: 'b' })], deps);
    expect(await handle()).toEqual(failedIds());
    for (const id of ['a', 'b']) expect(await repository.find({ id, source: '/' }, 0)).toBeDefined();
    expect(telemetry.counter('annals_events_total', { outcome: 'recorded' })).toBe(2);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'queued events',
        requestId: 'request-1',
        messages: 2,
        recorded: 2,
        conflict: 0,
        buried: 0,
        failed: 0,
      }),
    ]);
  });

  test('returns only the message that failed', async () => {
    const { deps, handle, repository, lines } = setUp();
    const append = repository.append.bind(repository);
    repository.append = (attempts, atMs) =>
      attempts[0]!.event.id === 'bad' ? Promise.reject(away) : append(attempts, atMs);
    await queueEvents([draft({ id: 'a' }), draft({ id: 'bad' }), draft({ id: 'c' })], deps);
    expect(await handle()).toEqual(failedIds('m1'));
    expect(await repository.find({ id: 'c', source: '/' }, 0)).toBeDefined();
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      messageId: 'm1',
      receiveCount: 1,
      reason: 'the dynamodb engine is unavailable: Error: no route',
    });
  });

  test('logs the ids of a conflict, and nothing of what the events carry', async () => {
    const { deps, handle, lines } = setUp();
    await recordEvent(draft({ payload: 'hush' }), deps);
    await queueEvents([draft({ payload: 'hush, too' })], deps);
    expect(await handle()).toEqual(failedIds());
    expect(lines[0]).toMatchObject({ level: 'WARN', messageId: 'm0', source: '/', id: 'e1' });
    expect(lines[1]).toMatchObject({ level: 'INFO', conflict: 1 });
    expect(JSON.stringify(lines)).not.toContain('hush');
  });

  test('puts poison among the dead letters, with its reason', async () => {
    const { queue, handle, dead, lines } = setUp();
    await queue.send([{ body: 'hush' }]);
    expect(await handle()).toEqual(failedIds());
    expect(dead).toMatchObject([{ message: { body: 'hush' }, reason: 'the message is not JSON' }]);
    expect(lines[0]).toMatchObject({ level: 'ERROR', messageId: 'm0', reason: 'the message is not JSON' });
    expect(JSON.stringify(lines)).not.toContain('hush');
  });

  test('counts what the queue handed out and gets back', async () => {
    const { deps, queue, handle, repository, telemetry } = setUp();
    await queueEvents([draft({ id: 'a' }), draft({ id: 'b' })], deps);
    await queue.send([{ body: 'poison' }]);
    const append = repository.append.bind(repository);
    repository.append = (attempts, atMs) =>
      attempts[0]!.event.id === 'b' ? Promise.reject(away) : append(attempts, atMs);
    await handle();
    for (const [outcome, count] of Object.entries({ received: 3, deleted: 1, released: 1, dead: 1 }))
      expect([outcome, telemetry.counter('annals_queue_messages_total', { queue: 'events', outcome })]).toEqual([
        outcome,
        count,
      ]);
  });

  test('puts what failed for the last time there too', async () => {
    const { deps, handle, dead, repository } = setUp();
    repository.append = () => Promise.reject(away);
    await queueEvents([draft()], deps);
    expect(await handle({ receiveCount: 5 })).toEqual(failedIds());
    expect(dead).toMatchObject([{ reason: 'the dynamodb engine is unavailable: Error: no route' }]);
  });

  test('returns poison where no dead-letter queue is named, and where it cannot be put there', async () => {
    const withoutQueue = setUp({ addDeadLetter: undefined as never });
    const refused = setUp({ addDeadLetter: () => Promise.reject(away) });
    for (const { queue, handle, lines } of [withoutQueue, refused]) {
      await queue.send([{ body: '' }]);
      expect(await handle()).toEqual(failedIds('m0'));
      expect(lines[0]).toMatchObject({ level: 'ERROR', reason: expect.stringContaining('the message is not JSON') });
    }
    expect(refused.lines[0]?.['reason']).toContain('no route');
  });

  test('starts nothing that it has no time to finish', async () => {
    const { deps, handle, repository } = setUp();
    await queueEvents([draft({ id: 'a' }), draft({ id: 'b' })], deps);
    let asked = 0;
    expect(await handle({}, () => (++asked > 2 ? 0 : 30_000))).toEqual(failedIds('m1'));
    expect(await repository.find({ id: 'b', source: '/' }, 0)).toBeUndefined();
  });

  test('goes on with the trace of the sender', async () => {
    const { queue, deps, handle, telemetry } = setUp();
    await queueEvents([draft()], {
      ...deps,
      queue: {
        send: (all) =>
          queue.send(all.map((one) => ({ ...one, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }))),
      },
    });
    await handle();
    expect(telemetry.named('process events')).toMatchObject([
      { kind: 'consumer', traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) },
    ]);
  });

  test.each([{}, null, { Records: [] }, { Records: [{ eventSource: 'aws:s3' }] }])(
    'refuses %j, which is no batch of messages',
    async (invocation) => {
      const { deps } = setUp();
      const log = keptLog();
      const handler = createQueuedEventsHandler({
        ...deps,
        readRecord: () => ({}) as ReceivedMessage,
        maxReceives: 5,
        telemetry: new RecordingTelemetry(),
        logger: log.logger,
      });
      await expect(handler(invocation, context())).rejects.toThrow('takes messages of SQS');
    },
  );
});
