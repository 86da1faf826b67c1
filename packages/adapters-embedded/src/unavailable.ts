import { EngineUnavailable } from '@annals/domain';
import { isClosedError, isSqliteError } from './sqlite-errors.js';

/** How this engine is called in answers and logs. */
const engineName = 'sqlite';

/** What a caller waits before it tries again, in seconds: a full disk or a restarted writer is not settled sooner. */
const retryAfterSeconds = 5;

/** The fault that a caller of the port sees. */
export function unavailable(cause: unknown): EngineUnavailable {
  return new EngineUnavailable(engineName, retryAfterSeconds, { cause });
}

/** Runs a read: what SQLite refuses becomes `EngineUnavailable`. */
export async function reading<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isSqliteError(error) || isClosedError(error)) throw unavailable(error);
    throw error;
  }
}
