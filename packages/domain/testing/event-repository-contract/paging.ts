import { describe, expect, test } from '@jest/globals';
import { comparePositions, type EventPosition } from '../../src/event/event-cursor.js';
import type { EventQuery } from '../../src/event/event-query.js';
import type { EventRepository } from '../../src/event/event-repository.js';
import type { Event } from '../../src/event/event.js';
import { maxPageBytes } from '../../src/listing/merge-shards.js';
import type { CurrentRepository } from '../event-repository-contract.js';
import { attempt, event, newYear2026Micros } from '../event-builders.js';

const atMs = newYear2026Micros / 1000;

/** 120 events, of which groups of ten share one instant. */
function tenthsOfMinutes(): Event[] {
  return Array.from({ length: 120 }, (_, index) => {
    const minute = String(Math.floor(index / 10)).padStart(2, '0');
    return event({
      id: `p${index}`,
      type: index % 40 === 0 ? 'rare' : 'common',
      subject: `s${index % 3}`,
      time: `2025-06-01T00:${minute}:00Z`,
    });
  });
}

async function allPages(
  repository: EventRepository,
  query: EventQuery,
  limit: number,
  between?: (page: number) => Promise<void>,
): Promise<Event[][]> {
  const pages: Event[][] = [];
  let after: EventPosition | undefined;
  do {
    const { events, next } = await repository.list(query, { limit, after, atMs });
    pages.push([...events]);
    after = next;
    await between?.(pages.length);
    if (pages.length > 2000) throw new Error('paging does not end');
  } while (after !== undefined);
  return pages;
}

function sorted(events: readonly Event[], order: EventQuery['order']): Event[] {
  return [...events].sort((left, right) => (order === 'asc' ? 1 : -1) * comparePositions(left, right));
}

/** Facts about reading a list in parts. */
export function describePaging(repository: CurrentRepository): void {
  describe('paging', () => {
    test.each([
      ['asc', 1],
      ['asc', 7],
      ['desc', 7],
      ['desc', 120],
    ] as const)('gives every event once and in order, %s by %i', async (order, limit) => {
      const events = tenthsOfMinutes();
      await repository().append(
        events.map((one) => attempt(one)),
        atMs,
      );
      const pages = await allPages(repository(), { order }, limit);
      expect(pages.flat()).toEqual(sorted(events, order));
      for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
    });

    test('gives the same through filters that leave little of a page', async () => {
      const events = tenthsOfMinutes();
      await repository().append(
        events.map((one) => attempt(one)),
        atMs,
      );
      const query: EventQuery = { order: 'asc', type: 'rare', subject: 's1' };
      const pages = await allPages(repository(), query, 2);
      const wanted = events.filter(({ type, subject }) => type === 'rare' && subject === 's1');
      expect(wanted).not.toHaveLength(0);
      expect(pages.flat()).toEqual(sorted(wanted, 'asc'));
    });

    test('neither skips nor repeats what was there before the first page while others write', async () => {
      const events = tenthsOfMinutes();
      await repository().append(
        events.map((one) => attempt(one)),
        atMs,
      );
      const pages = await allPages(repository(), { order: 'desc' }, 7, async (page) => {
        const time = `2025-06-01T00:${String(page % 12).padStart(2, '0')}:00Z`;
        await repository().append([attempt(event({ id: `late${page}`, time }))], atMs);
      });
      const listed = pages.flat();
      expect(new Set(listed.map(({ hash }) => hash)).size).toBe(listed.length);
      const settled = listed.filter(({ id }) => id.startsWith('p'));
      expect(settled).toEqual(sorted(events, 'desc'));
      expect(listed).toEqual(sorted(listed, 'desc'));
    });

    test('closes a page at 4 MiB, whatever its limit', async () => {
      const events = Array.from({ length: 20 }, (_, index) =>
        event({ id: `big${index}`, payload: 'x'.repeat(256 * 1024 - 2) }),
      );
      await repository().append(
        events.map((one) => attempt(one)),
        atMs,
      );
      const pages = await allPages(repository(), { order: 'asc' }, 1000);
      expect(pages.flat()).toEqual(sorted(events, 'asc'));
      for (const page of pages)
        expect(page.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0)).toBeLessThanOrEqual(maxPageBytes);
      expect(pages.length).toBeGreaterThan(1);
    });
  });
}
