/** SQLite's primary result codes that a caller tells apart. @see https://www.sqlite.org/rescode.html */
export const sqliteCode = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** What `node:sqlite` throws when SQLite refuses. */
export interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR';
  /** An extended result code; its low byte is the primary one. */
  readonly errcode: number;
  readonly errstr: string;
}

/** Recognises an error of SQLite's own. */
export function isSqliteError(error: unknown): error is SqliteError {
  return codeOf(error) === 'ERR_SQLITE_ERROR';
}

/** Recognises the use of a connection that was closed. */
export function isClosedError(error: unknown): boolean {
  return codeOf(error) === 'ERR_INVALID_STATE';
}

/** The `code` of an error of Node's or the system's, such as `EACCES`; `undefined` where there is none. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** The primary result code of an error, one of `sqliteCode` or another; `undefined` if it is none of SQLite's. */
export function primaryCode(error: unknown): number | undefined {
  return isSqliteError(error) ? error.errcode & 0xff : undefined;
}

/** An error as one line that survives the way between threads: the message, and SQLite's extended code if it is one of its own. */
export function reasonOf(error: unknown): string {
  if (isSqliteError(error)) return `${error.message} (SQLite result code ${error.errcode})`;
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
