import { describe, expect, test } from '@jest/globals';
import { draft, draftOfText, newYear2026Micros, sha256 } from '../../testing/event-builders.js';
import { InMemoryEventRepository } from '../../testing/in-memory-event-repository.js';
import type { AppendAttempt, AppendOutcome, EventRepository } from './event-repository.js';
import { findEvent } from './find-event.js';
import { listEvents } from './list-events.js';
import { recordEvent, recordEvents, type RecordEventsDependencies, type RecordOutcome } from './record-events.js';

function dependencies(repository: EventRepository = new InMemoryEventRepository()): RecordEventsDependencies {
  let micros = newYear2026Micros;
  let ids = 0;
  return { repository, clock: { nowMicros: () => (micros += 1000) }, ids: { nextId: () => `id-${++ids}` }, sha256 };
}

function codes(outcomes: readonly RecordOutcome[]): string[] {
  return outcomes.map(({ code }) => code);
}

/** Writes, then loses the answer of the first call. */
class LosesFirstAnswer extends InMemoryEventRepository {
  #lost: readonly AppendAttempt[] | undefined;

  override async append(attempts: readonly AppendAttempt[], atMs: number): Promise<readonly AppendOutcome[]> {
    if (this.#lost !== undefined) return super.append(attempts, atMs);
    this.#lost = attempts;
    await super.append(attempts, atMs);
    return super.append(attempts, atMs);
  }
}

describe('recording', () => {
  test('records an event once, replays it, and reports a conflict while the stored event stays', async () => {
    const deps = dependencies();
    const first = await recordEvent(draft({ payload: 1 }), deps);
    expect(first.code).toBe('recorded');
    const again = await recordEvent(draft({ payload: 1 }), deps);
    expect(again).toEqual({ code: 'replayed', event: first.code === 'recorded' && first.event });
    const other = await recordEvent(draft({ payload: 2 }), deps);
    expect(other).toMatchObject({ code: 'conflict', stored: { data: { text: '1' } }, event: { data: { text: '2' } } });
    expect(await findEvent({ id: 'e1', source: '/' }, deps)).toMatchObject({ data: { text: '1' } });
  });

  test('calls an own write that it meets after a lost answer recorded, not replayed', async () => {
    expect(codes(await recordEvents([draft()], dependencies(new LosesFirstAnswer())))).toEqual(['recorded']);
  });

  test('judges drafts of one identity in their order, before the repository is asked', async () => {
    const deps = dependencies();
    const outcomes = await recordEvents(
      [draft({ payload: 1 }), draft({ payload: 2 }), draft({ payload: 1 }), draft({ id: 'e2' })],
      deps,
    );
    expect(codes(outcomes)).toEqual(['recorded', 'conflict', 'replayed', 'recorded']);
  });

  test('judges drafts of one identity by what is stored, when something is', async () => {
    const deps = dependencies();
    await recordEvent(draft({ payload: 2 }), deps);
    const outcomes = await recordEvents([draft({ payload: 1 }), draft({ payload: 2 }), draft({ payload: 1 })], deps);
    expect(codes(outcomes)).toEqual(['conflict', 'replayed', 'conflict']);
  });

  test('calls the second of two equal drafts a replay, also when the answer of the first was lost', async () => {
    const outcomes = await recordEvents([draft(), draft()], dependencies(new LosesFirstAnswer()));
    expect(codes(outcomes)).toEqual(['recorded', 'replayed']);
  });

  test('does not let an invalid draft fail the others', async () => {
    const outcomes = await recordEvents([draft({ id: 'a' }), draftOfText('{}'), draft({ id: 'b' })], dependencies());
    expect(codes(outcomes)).toEqual(['recorded', 'invalid', 'recorded']);
  });

  test('does not ask the repository when nothing is valid or nothing was sent', async () => {
    const unreachable: EventRepository = {
      append: () => Promise.reject(new Error('asked')),
      find: () => Promise.reject(new Error('asked')),
      list: () => Promise.reject(new Error('asked')),
      ping: () => Promise.reject(new Error('asked')),
    };
    expect(codes(await recordEvents([draftOfText('{}')], dependencies(unreachable)))).toEqual(['invalid']);
    expect(await recordEvents([], dependencies(unreachable))).toEqual([]);
    expect(await findEvent({ id: '', source: '/' }, { ...dependencies(unreachable) })).toBeUndefined();
    expect(await findEvent({ id: 'a', source: ' ' }, { ...dependencies(unreachable) })).toBeUndefined();
  });

  test('reports a draft that the engine could not judge, with the cause, and its repetition likewise', async () => {
    const cause = new Error('throttled');
    const failing = Object.assign(new InMemoryEventRepository(), {
      append: (attempts: readonly AppendAttempt[]) =>
        Promise.resolve(attempts.map((): AppendOutcome => ({ code: 'failed', cause }))),
    });
    const outcomes = await recordEvents([draft(), draft()], dependencies(failing));
    expect(outcomes).toMatchObject([
      { code: 'failed', cause },
      { code: 'failed', cause },
    ]);
  });

  test('dates untimed drafts of a batch one microsecond apart, in their order', async () => {
    const drafts = [
      draft({ id: 'a' }),
      draft({ id: 'b', time: '2025-01-01T00:00:00Z' }),
      draft({ id: 'c' }),
      draft({ id: 'd' }),
    ];
    const outcomes = await recordEvents(drafts, dependencies());
    expect(outcomes.map((outcome) => outcome.code === 'recorded' && outcome.event.instant)).toEqual([
      '2026-01-01T00:00:00.001000000Z',
      '2025-01-01T00:00:00.000000000Z',
      '2026-01-01T00:00:00.001001000Z',
      '2026-01-01T00:00:00.001002000Z',
    ]);
  });
});

describe('listing', () => {
  test('pages with a cursor to the end and refuses the cursor of another query', async () => {
    const deps = dependencies();
    await recordEvents(
      Array.from({ length: 5 }, (_, index) => draft({ id: `e${index}` })),
      deps,
    );
    const first = await listEvents({ order: 'asc' }, { limit: 3 }, deps);
    if (!first.ok) throw new Error(first.error);
    expect(first.value.events.map(({ id }) => id)).toEqual(['e0', 'e1', 'e2']);
    const cursor = first.value.nextCursor!;
    const second = await listEvents({ order: 'asc' }, { limit: 100, cursor }, deps);
    expect(second).toMatchObject({ ok: true, value: { events: [{ id: 'e3' }, { id: 'e4' }] } });
    expect(second.ok && second.value.nextCursor).toBeUndefined();
    expect(await listEvents({ order: 'desc' }, { limit: 3, cursor }, deps)).toEqual({
      ok: false,
      error: expect.any(String),
    });
  });
});
