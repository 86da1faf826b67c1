import { statfsSync } from 'node:fs';
import { codeOf, primaryCode, reasonOf, sqliteCode } from './sqlite-errors.js';

/** Why the engine cannot start. */
export type EngineStartupCode =
  /** Another server holds the folder, or another program its data file. */
  | 'in-use'
  /** This user may not make or write the folder or a file in it. */
  | 'not-writable'
  /** The path names something that is no folder. */
  | 'not-a-folder'
  /** There is no data file, and the program makes none. */
  | 'no-data'
  /** A file is no SQLite database, or is another program's. */
  | 'not-a-database'
  /** The data file was written by a newer program. */
  | 'newer-version'
  | 'disk-full'
  /** The data file is damaged. */
  | 'damaged'
  /** Anything else that the system refused. */
  | 'io-error';

/** The engine cannot start; `message` is one line that says why, what was found and what to do. */
export class EngineStartupError extends Error {
  override readonly name = 'EngineStartupError';

  constructor(
    readonly code: EngineStartupCode,
    message: string,
    options?: { readonly cause: unknown },
  ) {
    super(message, options);
  }
}

/** Runs one step of the start on a file: what it throws becomes an `EngineStartupError`. */
export function startingWith<T>(file: string, dataDir: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw startupError(error, file, dataDir);
  }
}

/** An error that ended a step of the start on `file` as the one that says so in a line. */
export function startupError(error: unknown, file: string, dataDir: string): EngineStartupError {
  if (error instanceof EngineStartupError) return error;
  const fail = (code: EngineStartupCode, message: string): EngineStartupError =>
    new EngineStartupError(code, message, { cause: error });
  switch (primaryCode(error) ?? codeOf(error)) {
    case sqliteCode.busy:
    case sqliteCode.locked:
      return fail('in-use', `${file} is in use by another program: stop that, or choose another data folder`);
    case sqliteCode.readOnly:
    case sqliteCode.cannotOpen:
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail(
        'not-writable',
        `${file} cannot be written by this user: grant it the right, or choose another data folder`,
      );
    case 'EEXIST':
    case 'ENOTDIR':
      return fail('not-a-folder', `${dataDir} is not a folder: move what is there, or choose another data folder`);
    case sqliteCode.notADatabase:
      return fail('not-a-database', `${file} is not a SQLite database: move it away, or choose another data folder`);
    case sqliteCode.full:
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(error, file);
    case sqliteCode.corrupt:
      return fail('damaged', `${file} is damaged: restore it from a backup, or choose another data folder`);
    default:
      return hasNoSpace(dataDir)
        ? diskFull(error, file)
        : fail('io-error', `${file} cannot be opened: ${reasonOf(error)}`);
  }
}

function diskFull(cause: unknown, file: string): EngineStartupError {
  return new EngineStartupError('disk-full', `there is no space left on the disk of ${file}: free some`, { cause });
}

/** SQLite reports a shared-memory file that cannot grow as an I/O error: less than that file takes (32 KiB) is a full disk. */
function hasNoSpace(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < 32 * 1024;
  } catch {
    return false;
  }
}
