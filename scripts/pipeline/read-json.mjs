import { readFileSync } from 'node:fs';
import { Failure } from '../bootstrap/failure.mjs';

/**
 * @param {string} file
 * @param {string} madeBy what makes it, to run where it is missing.
 * @returns {unknown}
 * @throws {Failure} when there is none, or it is not JSON.
 */
export function readJson(file, madeBy) {
  try {
    return /** @type {unknown} */ (JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Failure(
      code === 'ENOENT' ? `There is no ${file}; ${madeBy} makes it.` : `${file} cannot be read: ${message}`,
    );
  }
}
