/**
 * The catalogue of objects, and what the bucket's folder cannot say by itself.
 *
 * What a condition or an order needs of a state or an entry is a column; the whole of it, without its bucket and key, is JSON. Keys
 * are text, NUL included, so that their order is that of their UTF-8 bytes. A state stands in `object_states_living` while its object
 * is there, so that lists pass over no tombstones.
 *
 * `object_files` holds what was read of a file, as long as its `print` (size, times and number) says that it is that file still.
 * `object_overflow` names the files of `objects/`, whose keys are no paths.
 */
export const objects = `
CREATE TABLE object_states (
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  hash TEXT NOT NULL,
  removed INTEGER NOT NULL,
  sequencer TEXT NOT NULL,
  event_time TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  reconciled_at TEXT,
  state TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX object_states_by_key ON object_states (bucket, key);
CREATE INDEX object_states_living ON object_states (bucket, key) WHERE removed = 0;
CREATE INDEX object_states_by_change ON object_states (bucket, event_time, hash);

CREATE TABLE object_history (
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  position TEXT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (bucket, key, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE object_files (
  key TEXT NOT NULL PRIMARY KEY,
  print TEXT NOT NULL,
  e_tag TEXT NOT NULL,
  checksum_sha256 TEXT NOT NULL,
  content_type TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE object_overflow (
  key TEXT NOT NULL PRIMARY KEY,
  file TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
`;
