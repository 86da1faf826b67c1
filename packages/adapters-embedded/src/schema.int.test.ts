import { attempt, event } from '@annals/domain/testing';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { EngineStartupError } from './engine-startup-error.js';
import { EventWriter } from './event-writer.js';
import { rowOf } from './event-row.js';
import { applicationId, migrate, migrations } from './schema.js';

let database: DatabaseSync;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
});

afterEach(() => {
  database.close();
});

function pragma(name: string): unknown {
  return database.prepare(`PRAGMA ${name}`).get()![name];
}

function schemaOf(of: DatabaseSync): unknown[] {
  return of.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
}

function refusal(run: () => void): EngineStartupError {
  try {
    run();
  } catch (error) {
    if (error instanceof EngineStartupError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

test.each(Array.from({ length: migrations.length + 1 }, (_, version) => version))(
  'brings a file of version %i to the newest, which takes events',
  (version) => {
    if (version > 0) migrate(database, 'annals.db', migrations.slice(0, version));
    migrate(database, 'annals.db');
    expect(pragma('user_version')).toBe(migrations.length);
    expect(pragma('application_id')).toBe(applicationId);
    const row = rowOf(attempt(event()));
    const results = new EventWriter(database).apply([{ kind: 'append', rows: [row], atMs: 0 }]);
    expect(results).toEqual([{ code: 'appended', present: [], unanswered: [] }]);
  },
);

test('keeps the rows of an older version', () => {
  migrate(database, 'annals.db', ['CREATE TABLE notes (text TEXT)']);
  database.exec("INSERT INTO notes VALUES ('kept')");
  migrate(database, 'annals.db', ['CREATE TABLE notes (text TEXT)', 'ALTER TABLE notes ADD COLUMN more TEXT']);
  expect(pragma('user_version')).toBe(2);
  expect(database.prepare('SELECT text, more FROM notes').all()).toEqual([{ text: 'kept', more: null }]);
});

test('leaves a file at its version when a migration fails half-way', () => {
  migrate(database, 'annals.db', ['CREATE TABLE one (a)']);
  const before = schemaOf(database);
  expect(() => migrate(database, 'annals.db', ['', 'CREATE TABLE two (a); CREATE TABLE one (a)'])).toThrow(
    /one already exists/,
  );
  database.exec('ROLLBACK');
  expect(schemaOf(database)).toEqual(before);
  expect(pragma('user_version')).toBe(1);
});

test('refuses a file of a newer version and does not touch it', () => {
  migrate(database, 'annals.db', [...migrations, 'CREATE TABLE later (a)']);
  const before = schemaOf(database);
  const { code, message } = refusal(() => migrate(database, 'annals.db'));
  expect(code).toBe('newer-version');
  expect(message).toContain(`annals.db is of version ${migrations.length + 1}`);
  expect(schemaOf(database)).toEqual(before);
});

test.each([
  ['tables', 'CREATE TABLE theirs (a)'],
  ['a version', 'PRAGMA user_version = 1'],
  ['an application id', 'PRAGMA application_id = 7'],
])("refuses another program's database, known by %s, and does not touch it", (_, sql) => {
  database.exec(sql);
  const before = schemaOf(database);
  const { code, message } = refusal(() => migrate(database, 'annals.db'));
  expect(code).toBe('not-a-database');
  expect(message).toContain('annals.db is the database of another program');
  expect(schemaOf(database)).toEqual(before);
});
