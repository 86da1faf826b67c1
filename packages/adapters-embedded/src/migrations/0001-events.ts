/**
 * The events.
 *
 * Columns that an index entry is judged by stand first and `data` last: SQLite reads a row from its start, and so never touches
 * the overflow pages of data that a list passes over. `sequence` is the row's number, in the order of recording; rows with one
 * are appended, where a table keyed by identity would be split at random places with their data.
 *
 * Text is compared by its UTF-8 bytes (SQLite's default). Absent members are NULL. `extensions` is a JSON array of name and value pairs.
 */
export const events = `
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY,
  instant TEXT NOT NULL,
  hash TEXT NOT NULL,
  type TEXT NOT NULL,
  source TEXT NOT NULL,
  subject TEXT,
  expires_at_ms INTEGER,
  size_bytes INTEGER NOT NULL,
  id TEXT NOT NULL,
  time TEXT,
  recorded_at TEXT NOT NULL,
  expires_at TEXT,
  data_content_type TEXT,
  data_schema TEXT,
  extensions TEXT,
  digest TEXT NOT NULL,
  write_id TEXT NOT NULL,
  data_kind TEXT NOT NULL,
  data ANY
) STRICT;

CREATE UNIQUE INDEX events_by_identity ON events (source, id);
CREATE INDEX events_by_time ON events (instant, hash);
CREATE INDEX events_by_type ON events (type, instant, hash);
CREATE INDEX events_by_subject ON events (subject, instant, hash) WHERE subject IS NOT NULL;
CREATE INDEX events_by_expiry ON events (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
`;
