import { describe, expect, test } from '@jest/globals';
import { comparePositions } from '../../src/event/event-cursor.js';
import { passesFilters, type EventQuery } from '../../src/event/event-query.js';
import type { Event } from '../../src/event/event.js';
import type { Instant } from '../../src/shared/instant.js';
import type { CurrentRepository } from '../event-repository-contract.js';
import { attempt, event, newYear2026Micros } from '../event-builders.js';

const atMs = newYear2026Micros / 1000;

/** 36 events: each combination of two types, two sources and three subjects (or none) at three times, some equal as instants. */
function combinations(): Event[] {
  const events: Event[] = [];
  for (const type of ['order.placed', 'order.paid'])
    for (const source of ['/shop', 'urn:till'])
      for (const subject of ['o-1', 'ö-2', undefined])
        for (const time of ['2025-12-01T12:00:00Z', '2025-12-01T13:00:00+01:00', '2025-12-02T00:00:00.000000001Z'])
          events.push(event({ id: `e${events.length}`, type, source, subject, time }));
  return events;
}

function expected(events: readonly Event[], query: EventQuery): Event[] {
  const direction = query.order === 'asc' ? 1 : -1;
  return events
    .filter((one) => passesFilters(one, query))
    .filter(({ instant }) => (query.from ?? instant) <= instant && (query.to === undefined || instant < query.to))
    .sort((left, right) => direction * comparePositions(left, right));
}

/** Facts about what a list holds and in which order. */
export function describeListing(repository: CurrentRepository): void {
  describe('listing', () => {
    test('is empty while nothing is stored', async () => {
      expect(await repository().list({ order: 'desc' }, { limit: 10, atMs })).toEqual({ events: [] });
    });

    test('holds exactly the events that pass each filter and each combination of filters, in both orders', async () => {
      const events = combinations();
      await repository().append(
        events.map((one) => attempt(one)),
        atMs,
      );
      for (const order of ['asc', 'desc'] as const)
        for (const type of [undefined, 'order.paid', 'unknown'])
          for (const source of [undefined, 'urn:till'])
            for (const subject of [undefined, 'ö-2']) {
              const query: EventQuery = {
                order,
                ...(type && { type }),
                ...(source && { source }),
                ...(subject && { subject }),
              };
              const { events: listed } = await repository().list(query, { limit: 1000, atMs });
              expect(listed).toEqual(expected(events, query));
            }
    });

    test('starts at from, inclusive, and ends before to', async () => {
      const events = combinations();
      await repository().append(
        events.map((one) => attempt(one)),
        atMs,
      );
      const instants = ['2025-12-01T12:00:00.000000000Z', '2025-12-02T00:00:00.000000001Z'] as Instant[];
      const ranges = [
        { from: instants[0]!, to: instants[1]! },
        { from: instants[1]! },
        { to: instants[0]! },
        { to: instants[1]! },
        { from: instants[0]!, to: instants[0]! },
        { from: '2025-12-01T12:00:00.000000001Z' as Instant },
      ];
      for (const order of ['asc', 'desc'] as const)
        for (const range of ranges)
          for (const filter of [{}, { type: 'order.paid' }, { subject: 'o-1' }]) {
            const query: EventQuery = { order, ...range, ...filter };
            const { events: listed } = await repository().list(query, { limit: 1000, atMs });
            expect(listed).toEqual(expected(events, query));
          }
    });

    test('does not list an event under another type or subject that starts alike', async () => {
      const events = ['t', 't#', 't#0', 'T', 'ｔ'].map((type) => event({ id: type, type, subject: type }));
      await repository().append(
        events.map((one) => attempt(one)),
        atMs,
      );
      for (const one of events) {
        for (const query of [{ type: one.type }, { subject: one.subject! }]) {
          const { events: listed } = await repository().list({ ...query, order: 'asc' }, { limit: 10, atMs });
          expect(listed).toEqual([one]);
        }
      }
    });
  });
}
