import { describe, expect, test } from '@jest/globals';
import type { CurrentObjectRecordRepository } from '../object-record-repository-contract.js';
import { historyEntry, objectState, secondsIn2026, sequencer, tombstone } from '../object-builders.js';

const always = { reconciledBefore: secondsIn2026(0) };

/** Facts about writing states and entries. */
export function describeObjectWrites(repository: CurrentObjectRecordRepository): void {
  describe('writing', () => {
    test('finds what was written whole, and nothing of other keys and buckets', async () => {
      const state = objectState({ key: 'k', checksumSha256: 'A'.repeat(43) + '=', reconciledAt: secondsIn2026(0) });
      expect(await repository().replaceCurrent(state, { olderThan: state.sequencer, ...always })).toBe(true);
      expect(await repository().findCurrent(state)).toEqual(state);
      expect(await repository().findCurrent({ bucket: state.bucket, key: 'k2' })).toBeUndefined();
      expect(await repository().findCurrent({ bucket: 'other-bucket', key: 'k' })).toBeUndefined();
    });

    test('replaces a state only by one of a greater sequencer', async () => {
      const [low, middle, high] = ['1A', '1B', '1B0000000001'].map((digits) =>
        objectState({ sequencer: sequencer(digits) }),
      );
      expect(await repository().replaceCurrent(middle!, { olderThan: middle!.sequencer, ...always })).toBe(true);
      expect(await repository().replaceCurrent(low!, { olderThan: low!.sequencer, ...always })).toBe(false);
      expect(
        await repository().replaceCurrent(objectState({ ...middle! }), { olderThan: middle!.sequencer, ...always }),
      ).toBe(false);
      expect(await repository().findCurrent(middle!)).toEqual(middle);
      expect(await repository().replaceCurrent(high!, { olderThan: high!.sequencer, ...always })).toBe(true);
      expect(await repository().findCurrent(high!)).toEqual(high);
    });

    test('does not replace a state that was reconciled at the given time or after it', async () => {
      const before = objectState({ sequencer: sequencer('1A'), reconciledAt: secondsIn2026(10) });
      await repository().replaceCurrent(before, { unchangedSince: undefined });
      const next = objectState({ sequencer: sequencer('1B') });
      for (const seconds of [9, 10]) {
        const condition = { olderThan: next.sequencer, reconciledBefore: secondsIn2026(seconds) };
        expect(await repository().replaceCurrent(next, condition)).toBe(false);
      }
      const condition = { olderThan: next.sequencer, reconciledBefore: secondsIn2026(11) };
      expect(await repository().replaceCurrent(next, condition)).toBe(true);
      expect(await repository().findCurrent(next)).toEqual(next);
    });

    test('replaces an unchanged state, and only that', async () => {
      const first = objectState();
      const second = objectState({ sizeBytes: 99 });
      expect(await repository().replaceCurrent(second, { unchangedSince: first })).toBe(false);
      expect(await repository().replaceCurrent(first, { unchangedSince: undefined })).toBe(true);
      expect(await repository().replaceCurrent(second, { unchangedSince: undefined })).toBe(false);
      expect(await repository().replaceCurrent(second, { unchangedSince: first })).toBe(true);
      expect(await repository().replaceCurrent(first, { unchangedSince: first })).toBe(false);
      expect(await repository().findCurrent(first)).toEqual(second);
    });

    test('turns an object into a tombstone and back without leaving anything of what it was', async () => {
      const states = [
        objectState({ sequencer: sequencer('1') }),
        tombstone({ sequencer: sequencer('2') }),
        objectState({ sequencer: sequencer('3'), versionId: 'v3' }),
      ];
      for (const state of states) {
        expect(await repository().replaceCurrent(state, { olderThan: state.sequencer, ...always })).toBe(true);
        expect(await repository().findCurrent(state)).toEqual(state);
      }
    });

    test('lets the greatest of concurrent changes win', async () => {
      const states = Array.from({ length: 50 }, (_, index) =>
        objectState({ sequencer: sequencer(`A${String(index).padStart(2, '0')}`) }),
      );
      const shuffled = [...states].sort(
        (left, right) => (Number(left.recordedAt.slice(-7, -1)) % 7) - (Number(right.recordedAt.slice(-7, -1)) % 7),
      );
      await Promise.all(
        shuffled.map((state) => repository().replaceCurrent(state, { olderThan: state.sequencer, ...always })),
      );
      expect(await repository().findCurrent(states[0]!)).toEqual(states[49]);
    });

    test('lets exactly one of concurrent reconciliations win', async () => {
      const before = objectState();
      await repository().replaceCurrent(before, { unchangedSince: undefined });
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => repository().replaceCurrent(objectState(), { unchangedSince: before })),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });

    test('adds a history entry once', async () => {
      const entry = historyEntry();
      expect(await repository().addToHistory(entry)).toBe('added');
      expect(await repository().addToHistory({ ...entry, recordedAt: secondsIn2026(99) })).toBe('present');
      expect(await repository().listHistory(entry, { limit: 10 })).toEqual({ items: [entry] });
    });

    test.each([
      ['spaces and signs', ' +%?#&=:;,@!$\'()*"<>[]{}|\\^`~'],
      ['encoded characters', 'a%2Fb%23c'],
      ['slashes everywhere', '//a///b/'],
      ['dots', '../.././a'],
      ['emoji and combining characters', '😀/e\u0301/é'],
      ['control characters', 'a\u0000\u0001\n\u007f'],
      ['1,024 bytes', '😀'.repeat(256)],
      ['one character', '#'],
    ])('keeps a key with %s', async (_, key) => {
      const state = objectState({ key });
      const entry = historyEntry({ key });
      await repository().replaceCurrent(state, { unchangedSince: undefined });
      await repository().addToHistory(entry);
      expect(await repository().findCurrent(state)).toEqual(state);
      expect(await repository().listHistory(state, { limit: 10 })).toEqual({ items: [entry] });
      expect((await repository().listLiving(state.bucket, key, { limit: 10 })).items).toEqual([state]);
    });
  });
}
