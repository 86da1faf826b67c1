/** A writer by hand: prepared rows into the schema of Annals, 500 in a transaction that is on disk when it ends. Argument: the data file. */
import { randomBytes } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { answerQuestions } from '../harness/answer-questions.js';
import { postedEvent } from '../workload/posted-event.js';

const database = new DatabaseSync(process.argv[2]!);
database.exec(
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384',
);
const columns = [
  'instant',
  'hash',
  'type',
  'source',
  'subject',
  'size_bytes',
  'id',
  'time',
  'recorded_at',
  'data_content_type',
  'digest',
  'write_id',
  'data_kind',
  'data',
] as const;
const insert = database.prepare(
  `INSERT INTO events (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (source, id) DO NOTHING`,
);
let number = 0;

function rowsOf(count: number): SQLInputValue[][] {
  return Array.from({ length: count }, () => {
    const event = postedEvent(`raw-${++number}`, number);
    const hash = randomBytes(16).toString('base64url');
    const instant = event.time.replace('Z', '000000Z');
    const data = JSON.stringify(event.payload);
    const digest = `v1:${randomBytes(32).toString('base64url')}`;
    return [
      instant,
      hash,
      event.type,
      event.source,
      event.subject,
      700,
      event.id,
      event.time,
      instant,
      null,
      digest,
      hash,
      'json',
      data,
    ];
  });
}

answerQuestions(
  {
    /** Writes batches: how many milliseconds they took. */
    write: ({ batches, size }: { readonly batches: number; readonly size: number }): number => {
      const prepared = Array.from({ length: batches }, () => rowsOf(size));
      const startedMs = performance.now();
      for (const rows of prepared) {
        database.exec('BEGIN IMMEDIATE');
        for (const row of rows) insert.run(...row);
        database.exec('COMMIT');
      }
      return performance.now() - startedMs;
    },
    count: () => (database.prepare('SELECT count(*) AS count FROM events').get() as { readonly count: number }).count,
  },
  () => database.close(),
);
