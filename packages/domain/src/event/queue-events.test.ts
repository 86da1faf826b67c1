import { describe, expect, test } from '@jest/globals';
import { draft, draftOfText, newYear2026Micros, sha256 } from '../../testing/event-builders.js';
import { InMemoryEventRepository } from '../../testing/in-memory-event-repository.js';
import { InMemoryMessageQueue } from '../../testing/in-memory-message-queue.js';
import { RecordingTelemetry } from '../../testing/recording-telemetry.js';
import { EngineUnavailable } from '../shared/engine-unavailable.js';
import type { AppendAttempt, AppendOutcome } from './event-repository.js';
import { findEvent } from './find-event.js';
import { queueEvents, type QueueEventsDependencies } from './queue-events.js';
import { recordEvents } from './record-events.js';
import { recordQueuedEvent, type QueuedEventOutcome } from './record-queued-event.js';
import { submissionState } from './submission.js';

const newYearMs = newYear2026Micros / 1000;

/** What the tests run on: a clock that stands still until it is set. */
class World {
  atMicros = newYear2026Micros;
  ids = 0;
  readonly queue = new InMemoryMessageQueue();
  readonly repository = new InMemoryEventRepository();
  readonly dependencies: QueueEventsDependencies & { readonly repository: InMemoryEventRepository } = {
    queue: this.queue,
    repository: this.repository,
    clock: { nowMicros: () => this.atMicros },
    ids: { nextId: () => `write-${++this.ids}` },
    sha256,
  };

  queueAll(...drafts: readonly ReturnType<typeof draft>[]) {
    return queueEvents(drafts, this.dependencies);
  }

  async bodies(): Promise<string[]> {
    const messages = await this.queue.receive({ max: 10, waitMs: 0, visibilityMs: 60_000 });
    return messages.map(({ body }) => body);
  }

  record(body: string): Promise<QueuedEventOutcome> {
    return recordQueuedEvent(body, this.dependencies);
  }

  async recordAll(): Promise<QueuedEventOutcome[]> {
    const outcomes: QueuedEventOutcome[] = [];
    for (const body of await this.bodies()) outcomes.push(await this.record(body));
    return outcomes;
  }
}

const codes = (outcomes: readonly { readonly code: string }[]): string[] => outcomes.map(({ code }) => code);

describe('queueing events', () => {
  test('accepts and dates them exactly as recording them does, whenever they are recorded', async () => {
    const drafts = [
      draft({ id: 'a' }),
      draft({ id: 'b', time: '2025-01-01T00:00:00Z' }),
      draft({ id: 'c' }),
      draft({ id: 'd' }),
    ];
    const world = new World();
    expect(codes(await world.queueAll(...drafts))).toEqual(['queued', 'queued', 'queued', 'queued']);
    world.atMicros += 3_600_000_000;
    const later = await world.recordAll();
    const atOnce = await recordEvents(drafts, new World().dependencies);
    expect(codes(later)).toEqual(['recorded', 'recorded', 'recorded', 'recorded']);
    expect(later).toEqual(atOnce);
  });

  test('stores nothing until they are recorded', async () => {
    const world = new World();
    await world.queueAll(draft());
    expect(await findEvent({ id: 'e1', source: '/' }, world.dependencies)).toBeUndefined();
  });

  test('refuses what is invalid at once and queues the others', async () => {
    const world = new World();
    const outcomes = await world.queueAll(draft({ id: 'a' }), draftOfText('{}'), draft({ id: 'b' }));
    expect(codes(outcomes)).toEqual(['queued', 'invalid', 'queued']);
    expect(await world.bodies()).toHaveLength(2);
  });

  test('queues the first of each identity: the same again is the same submission, another one a conflict', async () => {
    const world = new World();
    const outcomes = await world.queueAll(
      draft({ payload: 1 }),
      draft({ payload: 2 }),
      draft({ payload: 1 }),
      draft({ id: 'e2' }),
    );
    expect(codes(outcomes)).toEqual(['queued', 'conflict', 'queued', 'queued']);
    const [first, second, third] = outcomes;
    expect(second).toMatchObject({ event: { data: { text: '2' } }, stored: first?.code === 'queued' && first.event });
    expect(third).toEqual(first);
    expect(await world.bodies()).toHaveLength(2);
  });

  test('does not ask the queue when nothing is valid or nothing was sent', async () => {
    const world = new World();
    world.queue.fault = new Error('asked');
    expect(codes(await world.queueAll(draftOfText('{}')))).toEqual(['invalid']);
    expect(await world.queueAll()).toEqual([]);
  });

  test('reports what the queue did not take, with the cause, and its repetitions likewise', async () => {
    const world = new World();
    const cause = new Error('throttled');
    world.queue.refuse = ({ body }) => (body.includes('"bad"') ? cause : undefined);
    const outcomes = await world.queueAll(
      draft({ id: 'good' }),
      draft({ id: 'bad' }),
      draft({ id: 'bad', payload: 2 }),
    );
    expect(outcomes).toMatchObject([{ code: 'queued' }, { code: 'failed', cause }, { code: 'failed', cause }]);
  });

  test('passes on that the queue cannot be reached', async () => {
    const world = new World();
    world.queue.fault = new EngineUnavailable('sqs', 5, { cause: undefined });
    await expect(world.queueAll(draft())).rejects.toBe(world.queue.fault);
  });

  test('sends the trace along that the events belong to', async () => {
    const world = new World();
    const telemetry = new RecordingTelemetry();
    await queueEvents([draft()], { ...world.dependencies, telemetry });
    const [message] = await world.queue.receive({ max: 1, waitMs: 0, visibilityMs: 60_000 });
    const [span] = telemetry.named('queueEvents');
    expect(message?.traceparent).toBe(`00-${span!.traceId}-${span!.spanId}-01`);
  });
});

describe('recording a queued event', () => {
  test('again, after its message came back, meets its own write: it is recorded, once', async () => {
    const world = new World();
    await world.queueAll(draft());
    const [body] = await world.bodies();
    const first = await world.record(body!);
    world.atMicros += 60_000_000;
    expect(first.code).toBe('recorded');
    expect(await world.record(body!)).toEqual(first);
  });

  test('tells a replay and a conflict by what is stored then', async () => {
    const world = new World();
    await world.queueAll(draft({ id: 'same' }), draft({ id: 'other', payload: 1 }));
    await recordEvents([draft({ id: 'same' }), draft({ id: 'other', payload: 2 })], world.dependencies);
    expect(await world.recordAll()).toMatchObject([
      { code: 'replayed', event: { id: 'same' } },
      { code: 'conflict', event: { data: { text: '1' } }, stored: { data: { text: '2' } } },
    ]);
  });

  test('that was queued twice by itself is a replay the second time', async () => {
    const world = new World();
    await world.queueAll(draft());
    await world.queueAll(draft());
    expect(codes(await world.recordAll())).toEqual(['recorded', 'replayed']);
  });

  test('that expired while it was queued writes nothing', async () => {
    const world = new World();
    await world.queueAll(draft({ expiresAt: '2026-01-01T00:00:01Z' }));
    world.atMicros += 1_000_000;
    expect(codes(await world.recordAll())).toEqual(['expired']);
    expect(await world.repository.find({ id: 'e1', source: '/' }, newYearMs)).toBeUndefined();
  });

  test('takes the identity of one that expired meanwhile', async () => {
    const world = new World();
    await recordEvents([draft({ payload: 1, expiresAt: '2026-01-01T00:00:01Z' })], world.dependencies);
    await world.queueAll(draft({ payload: 2 }));
    world.atMicros += 1_000_000;
    expect(codes(await world.recordAll())).toEqual(['recorded']);
  });

  test('reports that the engine could not say, with the cause', async () => {
    const world = new World();
    await world.queueAll(draft());
    const cause = new Error('throttled');
    const append = (attempts: readonly AppendAttempt[]): Promise<AppendOutcome[]> =>
      Promise.resolve(attempts.map(() => ({ code: 'failed', cause })));
    const [body] = await world.bodies();
    const outcome = await recordQueuedEvent(body!, { ...world.dependencies, repository: { append } });
    expect(outcome).toMatchObject({ code: 'failed', event: { id: 'e1' }, cause });
  });

  test('is poison, with its reason, where the message holds none', async () => {
    expect(await new World().record('{"hush":1}')).toEqual({
      code: 'poison',
      reason: 'the message is no queued event of version 1, the only one known here',
    });
  });
});

describe('a submission', () => {
  test('is pending until its event is stored, then done; another digest is a conflict', async () => {
    const world = new World();
    const [outcome] = await world.queueAll(draft());
    const { id, source, digest } = outcome!.code === 'queued' ? outcome!.event : { id: '', source: '', digest: '' };
    const state = (of = digest) => submissionState({ id, source, digest: of }, world.dependencies);
    expect(await state()).toEqual({ code: 'pending' });
    await world.recordAll();
    expect(await state()).toMatchObject({ code: 'done', event: { id: 'e1', digest } });
    expect(await state('v1:other')).toMatchObject({ code: 'conflict', stored: { id: 'e1', digest } });
  });

  test('of an identity that cannot be is pending', async () => {
    const world = new World();
    expect(await submissionState({ id: '', source: '/', digest: 'v1:' }, world.dependencies)).toEqual({
      code: 'pending',
    });
  });
});
