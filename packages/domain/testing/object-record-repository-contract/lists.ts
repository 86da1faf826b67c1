import { describe, expect, test } from '@jest/globals';
import type { ChangePosition, Page, PageRequest } from '../../src/object/object-record-repository.js';
import { compareUtf8 } from '../../src/shared/utf8.js';
import type { CurrentObjectRecordRepository } from '../object-record-repository-contract.js';
import { historyEntry, objectState, secondsIn2026, sequencer, tombstone } from '../object-builders.js';

/** Keys whose order by UTF-16 units is not their order by bytes, and prefixes of one another. */
const keys = [
  'a',
  'a/',
  'a/b',
  'a/b/c',
  'a0',
  'A',
  'b',
  'é',
  'e\u0301',
  '\uff5e',
  '\u{1f600}',
  '\u{1f600}/x',
  '~',
  '#',
  '%',
  ' ',
  '//',
];

async function allPages<T, P>(read: (page: PageRequest<P>) => Promise<Page<T, P>>, limit: number): Promise<T[]> {
  const items: T[] = [];
  let after: P | undefined;
  for (let pages = 0; pages < 1000; pages++) {
    const page = await read({ limit, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    if (page.next === undefined) return items;
    after = page.next;
  }
  throw new Error('paging does not end');
}

/** Facts about reading lists in parts. */
export function describeObjectLists(repository: CurrentObjectRecordRepository): void {
  describe('listing', () => {
    test.each([1, 3, 1000])('gives living objects by key in the order of UTF-8 bytes, by %i', async (limit) => {
      for (const key of keys) await repository().replaceCurrent(objectState({ key }), { unchangedSince: undefined });
      await repository().replaceCurrent(tombstone({ key: 'gone' }), { unchangedSince: undefined });
      await repository().replaceCurrent(objectState({ bucket: 'other-bucket' }), { unchangedSince: undefined });
      const listed = await allPages(
        (page: PageRequest<string>) => repository().listLiving('main-bucket', '', page),
        limit,
      );
      expect(listed.map(({ key }) => key)).toEqual([...keys].sort(compareUtf8));
    });

    test.each(['a', 'a/', 'a/b', 'é', '\u{1f600}', '%', 'nothing'])(
      'gives just the objects under the prefix %j',
      async (prefix) => {
        for (const key of keys) await repository().replaceCurrent(objectState({ key }), { unchangedSince: undefined });
        const listed = await allPages(
          (page: PageRequest<string>) => repository().listLiving('main-bucket', prefix, page),
          2,
        );
        expect(listed.map(({ key }) => key)).toEqual(keys.filter((key) => key.startsWith(prefix)).sort(compareUtf8));
      },
    );

    test('does not list an object any more that was removed', async () => {
      const state = objectState();
      await repository().replaceCurrent(state, { unchangedSince: undefined });
      await repository().replaceCurrent(tombstone({ key: state.key }), { unchangedSince: state });
      expect(await repository().listLiving(state.bucket, '', { limit: 10 })).toEqual({ items: [] });
    });

    test.each([1, 4, 1000])('gives states by last change, newest first, tombstones included, by %i', async (limit) => {
      const states = Array.from({ length: 12 }, (_, index) =>
        (index % 3 === 0 ? tombstone : objectState)({
          key: `k${index}`,
          eventTime: secondsIn2026(Math.floor(index / 2)),
        }),
      );
      for (const state of states) await repository().replaceCurrent(state, { unchangedSince: undefined });
      const range = { bucket: 'main-bucket', from: secondsIn2026(1), to: secondsIn2026(5) };
      const listed = await allPages(
        (page: PageRequest<ChangePosition>) => repository().listByChange(range, page),
        limit,
      );
      const times = listed.map(({ eventTime }) => eventTime);
      expect(times).toEqual([...times].sort(compareUtf8).reverse());
      const wanted = states.filter(({ eventTime }) => eventTime >= range.from && eventTime < range.to);
      expect(new Set(listed.map(({ key }) => key))).toEqual(new Set(wanted.map(({ key }) => key)));
      expect(listed).toHaveLength(wanted.length);
      expect(listed.find(({ key }) => key === 'k3')).toEqual(states[3]);
    });

    test('moves a state in the list by last change when it changes', async () => {
      const state = objectState({ eventTime: secondsIn2026(1) });
      await repository().replaceCurrent(state, { unchangedSince: undefined });
      const moved = objectState({ eventTime: secondsIn2026(100) });
      await repository().replaceCurrent(moved, { unchangedSince: state });
      expect(await repository().listByChange({ bucket: state.bucket }, { limit: 10 })).toEqual({ items: [moved] });
    });

    test.each([1, 3, 1000])('gives the history of one key, newest first, by %i', async (limit) => {
      const entries = ['1', '2', '20', '3'].map((digits) =>
        historyEntry({ sequencer: sequencer(digits), position: digits }),
      );
      for (const entry of entries) await repository().addToHistory(entry);
      await repository().addToHistory(historyEntry({ key: 'a.txt2', position: '4' }));
      const listed = await allPages((page: PageRequest<string>) => repository().listHistory(entries[0]!, page), limit);
      expect(listed).toEqual([...entries].reverse());
    });
  });
}
