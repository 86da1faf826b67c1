import { describe, expect, test } from '@jest/globals';
import type { AppendOutcome } from '../../src/event/event-repository.js';
import type { CurrentRepository } from '../event-repository-contract.js';
import { attempt, event, newYear2026Micros } from '../event-builders.js';

const atMs = newYear2026Micros / 1000;

/** Facts about taking identities. */
export function describeAppending(repository: CurrentRepository): void {
  describe('appending', () => {
    test('finds what was appended, and nothing else', async () => {
      const first = event({ id: 'a', source: '/one' });
      expect(await repository().append([attempt(first)], atMs)).toEqual([{ code: 'appended' }]);
      expect(await repository().find(first, atMs)).toEqual(first);
      expect(await repository().find({ id: 'a', source: '/two' }, atMs)).toBeUndefined();
      expect(await repository().find({ id: 'b', source: '/one' }, atMs)).toBeUndefined();
    });

    test('accepts an empty call', async () => {
      expect(await repository().append([], atMs)).toEqual([]);
    });

    test('returns the stored event and its write id when the identity is taken', async () => {
      const stored = attempt(event({ payload: { n: 1 } }));
      await repository().append([stored], atMs);
      const other = event({ payload: { n: 2 } }, newYear2026Micros + 5_000_000);
      expect(await repository().append([attempt(other)], atMs)).toEqual([{ code: 'present', stored }]);
      expect(await repository().find(other, atMs)).toEqual(stored.event);
    });

    test('returns its own write id when an attempt is made again after its answer was lost', async () => {
      const once = attempt(event());
      await repository().append([once], atMs);
      expect(await repository().append([once], atMs)).toEqual([{ code: 'present', stored: once }]);
    });

    test('judges each attempt of a call on its own, in order', async () => {
      const taken = attempt(event({ id: 'taken' }));
      await repository().append([taken], atMs);
      const outcomes = await repository().append(
        ['new-1', 'taken', 'new-2'].map((id) => attempt(event({ id, subject: 'later' }))),
        atMs,
      );
      expect(outcomes).toEqual([{ code: 'appended' }, { code: 'present', stored: taken }, { code: 'appended' }]);
    });

    test('appends a thousand events in one call', async () => {
      const events = Array.from({ length: 1000 }, (_, index) => event({ id: `bulk-${index}` }));
      const outcomes = await repository().append(
        events.map((one) => attempt(one)),
        atMs,
      );
      expect(outcomes).toEqual(events.map(() => ({ code: 'appended' })));
      expect(await repository().find(events[999]!, atMs)).toEqual(events[999]);
    });

    test('lets exactly one of 100 concurrent identical attempts take effect', async () => {
      await expectOneWinner(Array.from({ length: 100 }, () => event()));
    });

    test('lets exactly one of 100 concurrent conflicting attempts take effect', async () => {
      await expectOneWinner(Array.from({ length: 100 }, (_, index) => event({ payload: { index } })));
    });

    async function expectOneWinner(events: readonly ReturnType<typeof event>[]): Promise<void> {
      const attempts = events.map((one) => attempt(one));
      const outcomes = await Promise.all(
        attempts.map(async (one): Promise<AppendOutcome> => (await repository().append([one], atMs))[0]!),
      );
      const winners = attempts.filter((_, index) => outcomes[index]!.code === 'appended');
      expect(winners).toHaveLength(1);
      const losers = outcomes.filter((outcome) => outcome.code === 'present');
      expect(losers).toHaveLength(99);
      for (const loser of losers) expect(loser.stored).toEqual(winners[0]);
      expect(await repository().find(events[0]!, atMs)).toEqual(winners[0]!.event);
    }

    test('answers a ping', async () => {
      await expect(repository().ping()).resolves.toBeUndefined();
    });
  });
}
