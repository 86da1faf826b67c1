import { describe, expect, test } from '@jest/globals';
import type { CurrentRepository } from '../event-repository-contract.js';
import { attempt, event, newYear2026Micros } from '../event-builders.js';

const atMs = newYear2026Micros / 1000;
const expiryMs = atMs + 60_000;
const expiresAt = '2026-01-01T00:01:00Z';

/** Facts about events that end. */
export function describeExpiry(repository: CurrentRepository): void {
  describe('expiry', () => {
    test('shows an event until its expiry and never from then on', async () => {
      const brief = event({ expiresAt, subject: 's' });
      await repository().append([attempt(brief)], atMs);
      expect(await repository().find(brief, expiryMs - 1)).toEqual(brief);
      expect(await repository().find(brief, expiryMs)).toBeUndefined();
      for (const query of [{}, { type: brief.type }, { subject: 's' }]) {
        const before = await repository().list({ ...query, order: 'asc' }, { limit: 10, atMs: expiryMs - 1 });
        expect(before.events).toEqual([brief]);
        const after = await repository().list({ ...query, order: 'asc' }, { limit: 10, atMs: expiryMs });
        expect(after.events).toEqual([]);
      }
    });

    test('rounds an expiry within a millisecond up', async () => {
      const brief = event({ expiresAt: '2026-01-01T00:00:59.999000001Z' });
      await repository().append([attempt(brief)], atMs);
      expect(await repository().find(brief, expiryMs - 1)).toEqual(brief);
      expect(await repository().find(brief, expiryMs)).toBeUndefined();
    });

    test('frees the identity from the expiry on, not before', async () => {
      const brief = attempt(event({ expiresAt }));
      const later = event({ payload: 'another' }, (expiryMs + 1000) * 1000);
      await repository().append([brief], atMs);
      expect(await repository().append([attempt(later)], expiryMs - 1)).toEqual([{ code: 'present', stored: brief }]);
      expect(await repository().append([attempt(later)], expiryMs)).toEqual([{ code: 'appended' }]);
      expect(await repository().find(later, expiryMs)).toEqual(later);
      const { events } = await repository().list({ order: 'asc' }, { limit: 10, atMs: expiryMs });
      expect(events).toEqual([later]);
    });

    test('lets a reused identity last when the new event does not expire', async () => {
      const brief = event({ expiresAt });
      const lasting = event({ subject: 'lasting' }, (expiryMs + 1000) * 1000);
      await repository().append([attempt(brief)], atMs);
      await repository().append([attempt(lasting)], expiryMs);
      expect(await repository().find(lasting, Date.UTC(2100, 0, 1))).toEqual(lasting);
    });
  });
}
