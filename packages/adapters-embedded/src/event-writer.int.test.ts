import { attempt, event, newYear2026Micros } from '@annals/domain/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openForReading, openForWriting } from './data-file.js';
import type { EventRow } from './event-columns.js';
import { rowOf } from './event-row.js';
import { EventWriter } from './event-writer.js';
import { migrate } from './schema.js';
import type { WriterOperation } from './writer-operations.js';

const atMs = newYear2026Micros / 1000;
const stored = { code: 'appended', present: [], unanswered: [] };

let folder: string;
let database: DatabaseSync;
let reader: DatabaseSync;
let writer: EventWriter;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-'));
  const file = join(folder, 'annals.db');
  database = openForWriting(file);
  migrate(database, file);
  reader = openForReading(file);
  writer = new EventWriter(database);
});

afterEach(() => {
  reader.close();
  writer.close();
  rmSync(folder, { recursive: true });
});

function row(members: Readonly<Record<string, unknown>>): EventRow {
  return rowOf(attempt(event(members)));
}

function append(...rows: EventRow[]): WriterOperation {
  return { kind: 'append', rows, atMs };
}

function idsOnDisk(): unknown[] {
  return reader
    .prepare('SELECT id FROM events ORDER BY id')
    .all()
    .map(({ id }) => id);
}

function integrity(): unknown {
  return reader.prepare('PRAGMA integrity_check').get()!['integrity_check'];
}

test('shows a later operation of the same commit what an earlier one stored', () => {
  const first = row({ id: 'same', payload: 1 });
  const second = row({ id: 'same', payload: 2 });
  expect(writer.apply([append(first), append(second)])).toEqual([stored, { ...stored, present: [[0, first]] }]);
});

test('stores the other operations of a commit when one cannot be stored', () => {
  const broken = row({ id: 'broken' });
  broken[0] = null as unknown as EventRow[0];
  const results = writer.apply([append(row({ id: 'a' })), append(row({ id: 'b' }), broken), append(row({ id: 'c' }))]);
  expect(results).toEqual([stored, { code: 'failed', reason: expect.stringContaining('NOT NULL') }, stored]);
  expect(idsOnDisk()).toEqual(['a', 'c']);
});

test('answers without the stored rows where more than 16 MiB of them are met', () => {
  const large = Array.from({ length: 70 }, (_, index) => row({ id: `large-${index}`, payload: 'x'.repeat(262_142) }));
  for (let index = 0; index < large.length; index += 10) writer.apply([append(...large.slice(index, index + 10))]);
  const conflicts = large.map((_, index) => row({ id: `large-${index}`, payload: 'small' }));
  const [result] = writer.apply([append(...conflicts, row({ id: 'new' }))]);
  if (result?.code !== 'appended') throw new Error('it failed');
  expect(result.present.map(([index]) => index)).toEqual(Array.from({ length: 64 }, (_, index) => index));
  expect(result.unanswered).toEqual([64, 65, 66, 67, 68, 69]);
  expect(idsOnDisk()).toContain('new');
});

describe('when the file cannot grow', () => {
  function limitPages(more: number): void {
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
    database.exec(`PRAGMA max_page_count = ${pages + more}`);
  }

  test('fails what does not fit whole, stores what does, and stores the rest once there is room', () => {
    writer.apply([append(row({ id: 'before' }))]);
    limitPages(20);
    const large = append(row({ id: 'large-1' }), row({ id: 'large-2', payload: 'x'.repeat(200_000) }));
    const small = append(row({ id: 'small' }));
    const full = { code: 'failed', reason: 'database or disk is full (SQLite result code 13)' };
    expect(writer.apply([large, small])).toEqual([full, stored]);
    expect(idsOnDisk()).toEqual(['before', 'small']);
    expect(integrity()).toBe('ok');
    limitPages(1000);
    expect(writer.apply([large])).toEqual([stored]);
    expect(idsOnDisk()).toEqual(['before', 'large-1', 'large-2', 'small']);
    expect(integrity()).toBe('ok');
  });

  test('fails every operation and keeps what was there, however often it is tried', () => {
    writer.apply([append(row({ id: 'before' }))]);
    limitPages(0);
    const tries = Array.from({ length: 20 }, (_, index) =>
      append(row({ id: `no-${index}`, payload: 'x'.repeat(9000) })),
    );
    for (const { code } of writer.apply(tries)) expect(code).toBe('failed');
    expect(idsOnDisk()).toEqual(['before']);
    expect(integrity()).toBe('ok');
  });
});

describe('sweeping', () => {
  function brief(id: string, second: number): EventRow {
    return row({ id, expiresAt: `2026-01-01T00:00:${String(second).padStart(2, '0')}Z` });
  }

  test('deletes up to the limit of expired events, the oldest expiry first, and no others', () => {
    writer.apply([append(brief('c', 30), brief('a', 10), brief('later', 50), row({ id: 'lasting' }), brief('b', 20))]);
    const sweep: WriterOperation = { kind: 'sweep', atMs: atMs + 30_000, limit: 2 };
    expect(writer.apply([sweep])).toEqual([{ code: 'swept', deleted: 2 }]);
    expect(idsOnDisk()).toEqual(['c', 'lasting', 'later']);
    expect(writer.apply([sweep])).toEqual([{ code: 'swept', deleted: 1 }]);
    expect(writer.apply([sweep])).toEqual([{ code: 'swept', deleted: 0 }]);
    expect(idsOnDisk()).toEqual(['lasting', 'later']);
  });

  test('happens in its turn between appends', () => {
    const sweep: WriterOperation = { kind: 'sweep', atMs: atMs + 30_000, limit: 10 };
    const results = writer.apply([append(brief('a', 10)), sweep, append(brief('b', 10))]);
    expect(results).toEqual([stored, { code: 'swept', deleted: 1 }, stored]);
    expect(idsOnDisk()).toEqual(['b']);
  });

  test('fails alone when it cannot be written', () => {
    writer.apply([append(brief('a', 10))]);
    database.exec('PRAGMA query_only = ON');
    expect(writer.apply([{ kind: 'sweep', atMs: atMs + 30_000, limit: 10 }])).toEqual([
      { code: 'failed', reason: expect.stringContaining('readonly') },
    ]);
    database.exec('PRAGMA query_only = OFF');
    expect(idsOnDisk()).toEqual(['a']);
  });
});
