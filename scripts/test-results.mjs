/**
 * Adds up what each package's Jest counted. As a program, `node test-results.mjs <folder>` prints the totals of a
 * folder as one line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Names the environment variable that holds the folder of the results, one file a package. */
export const resultsVariable = 'ANNALS_TEST_RESULTS';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals counts of tests; a test file that could not
 *   be loaded counts as one failed test.
 */

/**
 * @param {string} folder
 * @returns {Totals}
 */
export function readTotals(folder) {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const one = /** @type {Totals} */ (JSON.parse(readFileSync(join(folder, file), 'utf8')));
    totals.passed += one.passed;
    totals.failed += one.failed;
    totals.skipped += one.skipped;
  }
  return totals;
}

/**
 * @param {Totals} totals
 * @returns {string} such as `812 passed, 0 failed`.
 */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(summaryLine(readTotals(process.argv[2] ?? '.')));
}
