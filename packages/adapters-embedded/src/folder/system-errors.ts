/** The code of an error of the system, such as `ENOENT`; `undefined` if it is none. */
export function systemCode(error: unknown): string | undefined {
  // By its form: a test runner's own realm has another `Error`.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Recognises that a path leads to nothing: a part of it is missing, or no folder, or longer than the system takes. */
function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(systemCode(error) ?? '');
}

/** What an attempt gives, or `undefined` where its path leads to nothing. */
export async function unlessAbsent<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
