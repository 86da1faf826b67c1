import type { Event } from '@annals/domain';
import { attempt, event, newYear2026Micros } from '@annals/domain/testing';
import { afterEach, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { openForWriting } from './data-file.js';
import { rowOf } from './event-row.js';
import { EventWriter } from './event-writer.js';
import { EngineFolders } from '../test/engine-folders.js';
import type { EmbeddedEngine } from './index.js';

const folders = new EngineFolders();
const atMs = newYear2026Micros / 1000;

afterEach(() => folders.removeAll());

/** Events a millisecond apart, in the order of their time. */
async function fill({ repository }: EmbeddedEngine, count: number): Promise<Event[]> {
  const events = Array.from({ length: count }, (_, index) =>
    event({ id: `e${index}`, time: new Date(Date.UTC(2025, 0, 1) + index).toISOString() }),
  );
  for (let index = 0; index < count; index += 1000) {
    const batch = events.slice(index, index + 1000).map((one) => attempt(one));
    await repository.append(batch, atMs);
  }
  return events;
}

test('lets others have their turn while a filter passes over many events, and ends the page at 10,000', async () => {
  const engine = await folders.open();
  const events = await fill(engine, 10_500);
  let turns = 0;
  let isListing = true;
  const takeTurn = (): void => {
    turns++;
    if (isListing) setImmediate(takeTurn);
  };
  setImmediate(takeTurn);
  const page = await engine.repository.list({ source: '/none', order: 'asc' }, { limit: 1000, atMs });
  isListing = false;
  expect(turns).toBeGreaterThanOrEqual(10_000 / 250 - 1);
  const { instant, hash } = events[9_999]!;
  expect(page).toEqual({ events: [], next: { instant, hash } });
  const rest = await engine.repository.list({ source: '/none', order: 'asc' }, { limit: 1000, after: page.next, atMs });
  expect(rest).toEqual({ events: [] });
});

test('shows nothing in the place of an event that was deleted while its page was read', async () => {
  const engine = await folders.open();
  const events = await fill(engine, 300);
  // The first 250 entries are read before this returns, their events after other work had its turn.
  const page = engine.repository.list({ order: 'asc' }, { limit: 300, atMs });
  const database = openForWriting(join(engine.dataDir, 'annals.db'));
  database.exec('DELETE FROM events WHERE sequence > 200');
  const rowOfAnother = rowOf(attempt(event({ id: 'other', time: '2024-01-01T00:00:00Z' })));
  new EventWriter(database).apply([{ kind: 'append', rows: [rowOfAnother], atMs }]);
  expect(database.prepare("SELECT sequence FROM events WHERE id = 'other'").get()).toEqual({ sequence: 201 });
  database.close();
  expect(await page).toEqual({ events: events.slice(0, 200) });
});
