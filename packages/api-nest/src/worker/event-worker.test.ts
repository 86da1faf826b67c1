import {
  EngineUnavailable,
  queueEvents,
  type AppendAttempt,
  type AppendOutcome,
  type QueueOutcome,
} from '@annals/domain';
import {
  draft,
  InMemoryEventRepository,
  InMemoryMessageQueue,
  newYear2026Micros,
  RecordingTelemetry,
  sha256,
} from '@annals/domain/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { untilEmpty } from '../../test/support/drain-queue.js';
import { LogSink } from '../../test/support/log-sink.js';
import { EventWorker } from './event-worker.js';

const away = new EngineUnavailable('memory', 1, { cause: new Error('no route') });

/** An engine that does as it is told, and knows how much of it is used at once. */
class ToldRepository extends InMemoryEventRepository {
  before: (attempt: AppendAttempt) => Promise<AppendOutcome | undefined> = () => Promise.resolve(undefined);
  most = 0;
  #atOnce = 0;

  override async append(attempts: readonly AppendAttempt[], atMs: number): Promise<readonly AppendOutcome[]> {
    this.most = Math.max(this.most, ++this.#atOnce);
    try {
      const told = await this.before(attempts[0]!);
      return told === undefined ? await super.append(attempts, atMs) : [told];
    } finally {
      this.#atOnce--;
    }
  }
}

const started: EventWorker[] = [];
afterEach(async () => {
  for (const worker of started.splice(0)) await worker.stop(0);
});

function setUp({ maxReceives = 3 } = {}) {
  let nowMs = Date.now();
  const queue = new InMemoryMessageQueue({ name: 'events', maxReceives, nowMs: () => nowMs });
  const repository = new ToldRepository();
  const log = new LogSink();
  const telemetry = new RecordingTelemetry();
  const clock = { nowMicros: () => newYear2026Micros };
  let ids = 0;
  const deps = { queue, repository, clock, sha256, telemetry, logger: log.logger };
  return {
    queue,
    repository,
    log,
    telemetry,
    queueAll: (...drafts: readonly ReturnType<typeof draft>[]): Promise<readonly QueueOutcome[]> =>
      queueEvents(drafts, { ...deps, ids: { nextId: () => `write-${++ids}` } }),
    start: (restMs: (times: number) => number = () => 0): EventWorker => {
      const worker = EventWorker.start({ ...deps, restMs });
      started.push(worker);
      return worker;
    },
    pass: (ms: number) => (nowMs += ms),
    find: (id: string) => repository.find({ id, source: '/' }, newYear2026Micros / 1000),
  };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => draft({ id: `e${index}` }));

describe('a worker', () => {
  it('records everything that is queued, before and while it works, and deletes it', async () => {
    const { queue, repository, queueAll, start, find } = setUp();
    await queueAll(...many(25));
    start();
    await queueAll(draft({ id: 'later' }));
    await untilEmpty(queue);
    expect(await queue.figures()).toEqual({ waiting: 0, inFlight: 0, dead: 0 });
    for (const id of ['e0', 'e24', 'later']) expect(await find(id)).toBeDefined();
    expect(repository.most).toBeLessThanOrEqual(40);
  });

  it('works on no more than forty events at once', async () => {
    const { queue, repository, queueAll, start } = setUp();
    const gate = Promise.withResolvers<undefined>();
    const full = Promise.withResolvers<undefined>();
    repository.before = () => {
      if (repository.most === 40) full.resolve(undefined);
      return gate.promise;
    };
    await queueAll(...many(100));
    start();
    await full.promise;
    expect(await queue.figures()).toMatchObject({ waiting: 60, inFlight: 40 });
    gate.resolve(undefined);
    await untilEmpty(queue);
    expect(repository.most).toBe(40);
  });

  it('counts a conflict and logs its ids, and nothing of what it carries', async () => {
    const { queue, log, telemetry, queueAll, start } = setUp();
    await queueAll(draft({ payload: 'hush' }));
    await queueAll(draft({ payload: 'hush, too' }));
    start();
    await untilEmpty(queue);
    const line = await log.until(({ msg }) => String(msg).includes('conflict'));
    expect(line).toMatchObject({ level: 40, queue: 'events', messageId: expect.any(String), source: '/', id: 'e1' });
    expect(telemetry.counter('annals_events_total', { outcome: 'recorded' })).toBe(1);
    expect(telemetry.counter('annals_events_total', { outcome: 'conflict' })).toBe(1);
    expect(JSON.stringify(log.lines)).not.toContain('hush');
  });

  it('says of each batch what became of it, in one line', async () => {
    const { log, queueAll, start } = setUp();
    await queueAll(draft({ id: 'a' }), draft({ id: 'b', expiresAt: '2026-01-01T00:00:01Z' }));
    await queueAll(draft({ id: 'a' }));
    start();
    expect(await log.until(({ msg }) => msg === 'queued events')).toMatchObject({
      queue: 'events',
      recorded: 2,
      replayed: 1,
      conflict: 0,
      expired: 0,
      retried: 0,
      poison: 0,
      durationMs: expect.any(Number),
    });
  });

  it('buries poison with its reason, and goes on with the rest', async () => {
    const { queue, log, queueAll, start, find } = setUp();
    await queue.send([{ body: 'hush' }]);
    await queueAll(draft());
    start();
    await untilEmpty(queue);
    expect(await find('e1')).toBeDefined();
    expect(await queue.deadLetters.list(10)).toMatchObject([
      { body: 'hush', receiveCount: 1, reason: 'the message is not JSON' },
    ]);
    expect(await log.until(({ level }) => level === 50)).toMatchObject({ reason: 'the message is not JSON' });
    expect(JSON.stringify(log.lines)).not.toContain('hush');
  });

  it('tries what failed again, each time after a longer while, and tells the dead letters why in the end', async () => {
    const { queue, repository, log, queueAll, start, pass } = setUp();
    repository.before = ({ event }) =>
      Promise.resolve(event.id === 'bad' ? { code: 'failed', cause: new Error('throttled') } : undefined);
    await queueAll(draft({ id: 'bad' }), draft({ id: 'good' }));
    const worker = start();
    const retried = (times: number) =>
      log.until(({ receiveCounts }) => JSON.stringify(receiveCounts) === JSON.stringify([times]));
    await retried(1);
    await worker.stop(1000);
    for (const [times, delayMs] of [
      [2, 2_000],
      [3, 10_000],
    ] as const) {
      pass(delayMs - 1);
      expect(await queue.figures()).toMatchObject({ waiting: 0, inFlight: 1 });
      pass(1);
      const again = start();
      await retried(times);
      await again.stop(1000);
    }
    expect(await queue.deadLetters.list(10)).toMatchObject([{ receiveCount: 3, reason: 'throttled' }]);
  });

  it('asks an engine that is away less and less, one batch at a time, and records everything once it is back', async () => {
    const { queue, repository, log, queueAll, start, pass } = setUp();
    repository.before = () => Promise.reject(away);
    await queueAll(...many(65));
    const rests: number[] = [];
    start((times) => {
      rests.push(times);
      if (times === 6) {
        repository.before = () => Promise.resolve(undefined);
        pass(2_000);
      }
      return 0;
    });
    await untilEmpty(queue);
    expect(rests).toEqual([4, 5, 6]);
    expect(await queue.figures()).toMatchObject({ dead: 0 });
    expect(log.lines.find(({ level }) => level === 50)).toMatchObject({
      err: { message: expect.stringContaining('memory') },
    });
  });

  it('says once that the queue cannot be read, and goes on when it can', async () => {
    const { queue, log, queueAll, start } = setUp();
    await queueAll(draft());
    queue.fault = away;
    let rests = 0;
    start(() => {
      if (++rests === 5) queue.fault = undefined;
      return 0;
    });
    await log.until(({ msg }) => msg === 'queued events');
    expect(log.lines.filter(({ level }) => level === 50)).toHaveLength(1);
  });

  it('goes on when the queue cannot be told: the message comes back and meets its own write', async () => {
    const { queue, log, queueAll, start, pass, find } = setUp();
    const remove = queue.delete.bind(queue);
    let refusals = 0;
    queue.delete = (receipts) =>
      ++refusals > 2
        ? remove(receipts)
        : refusals === 1
          ? Promise.reject(away)
          : Promise.resolve([{ code: 'failed', cause: away }]);
    await queueAll(draft());
    start();
    for (let times = 1; times <= 2; times++) {
      await log.until(() => log.lines.filter(({ msg }) => String(msg).includes('could not be told')).length === times);
      pass(120_000);
      await queueAll(draft({ id: `wakes-${times}` }));
    }
    await untilEmpty(queue);
    expect(await find('e1')).toBeDefined();
    const totals = log.lines.filter(({ msg }) => msg === 'queued events');
    expect(totals.every(({ recorded, replayed, conflict }) => recorded !== 0 && replayed === 0 && conflict === 0)).toBe(
      true,
    );
  });
});

describe('a worker that is told to stop', () => {
  it('receives no more, and finishes what is under way', async () => {
    const { queue, repository, queueAll, start, find } = setUp();
    const gate = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    repository.before = () => {
      asked.resolve(undefined);
      return gate.promise;
    };
    await queueAll(draft());
    const worker = start();
    await asked.promise;
    const stopped = worker.stop(60_000);
    await queueAll(draft({ id: 'late' }));
    gate.resolve(undefined);
    expect(await stopped).toBe(true);
    expect(await find('e1')).toBeDefined();
    expect(await queue.figures()).toEqual({ waiting: 1, inFlight: 0, dead: 0, oldestAgeMs: 0 });
  });

  it('is told at once where nothing is queued', async () => {
    expect(await setUp().start().stop(60_000)).toBe(true);
  });

  it('does not wait for longer than it may', async () => {
    const { repository, queueAll, start } = setUp();
    const gate = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    repository.before = () => {
      asked.resolve(undefined);
      return gate.promise;
    };
    await queueAll(draft());
    const worker = start();
    await asked.promise;
    expect(await worker.stop(0)).toBe(false);
    gate.resolve(undefined);
    expect(await worker.stop(60_000)).toBe(true);
  });
});
