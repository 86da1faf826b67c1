import { EngineUnavailable } from '@annals/domain';
import { systemCode } from './system-errors.js';

/** How the bucket's folder is called in answers and logs. */
const folderName = 'folder';

/** What a caller waits before it tries again, in seconds: a full disk or a missing right is not settled sooner. */
const retryAfterSeconds = 5;

/** The fault that a caller of the store sees. */
export function folderUnavailable(cause: unknown): EngineUnavailable {
  return new EngineUnavailable(folderName, retryAfterSeconds, { cause });
}

/** Works on files: what the system refuses becomes `EngineUnavailable`. */
export async function touchingFiles<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Errors of Node's own that are no answers of the system have codes that start so.
    if (systemCode(error) === undefined || systemCode(error)!.startsWith('ERR_')) throw error;
    throw folderUnavailable(error);
  }
}
