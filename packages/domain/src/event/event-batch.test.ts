import { describe, expect, test } from '@jest/globals';
import { draft, sha256 } from '../../testing/event-builders.js';
import { EventBatch } from './event-batch.js';

/** A clock that goes on by a second whenever it is read. */
function goingOn() {
  let micros = 1_767_225_600_000_000;
  return { nowMicros: () => (micros += 1_000_000) };
}

describe('a batch', () => {
  test('accepts all its events at the instant of the first, however long the rest took', () => {
    const batch = EventBatch.of([draft({ id: 'a' }), draft({ id: 'b' }), draft({ id: 'c' })], {
      clock: goingOn(),
      sha256,
    });
    const events = batch.results.map((result) => (result.ok ? result.value : undefined));
    expect(new Set(events.map((event) => event?.recordedAt)).size).toBe(1);
    expect(batch.atMicros).toBe(1_767_225_601_000_000);
  });

  test('knows the first event of each identity, and keeps the place of what has faults', () => {
    const batch = new EventBatch({ clock: goingOn(), sha256 });
    batch.add(draft({ id: 'a' }));
    batch.addUnreadable([{ code: 'invalid', pointer: '#', detail: 'is not JSON' }]);
    batch.add(draft({ id: 7 }));
    batch.add(draft({ id: 'b' }));
    batch.add(draft({ id: 'a', payload: 'other' }));
    expect(batch.results.map(({ ok }) => ok)).toEqual([true, false, false, true, true]);
    expect(batch.firsts.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(batch.firstIndexes).toEqual([0, -1, -1, 1, 0]);
  });
});
