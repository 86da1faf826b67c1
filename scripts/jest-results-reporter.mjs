import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { resultsVariable } from './test-results.mjs';

/**
 * Leaves the counts of one package's tests in the folder that the bootstrap names; does nothing without one.
 *
 * @see https://jestjs.io/docs/configuration#custom-reporters
 */
export default class ResultsReporter {
  /** @param {{ rootDir: string }} globalConfig */
  constructor(globalConfig) {
    this.rootDir = globalConfig.rootDir;
  }

  /**
   * @param {unknown} _contexts
   * @param {Record<'numPassedTests' | 'numFailedTests' | 'numRuntimeErrorTestSuites' | 'numPendingTests' | 'numTodoTests', number>} results
   */
  onRunComplete(_contexts, results) {
    const folder = process.env[resultsVariable];
    if (!folder) return;
    const totals = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(join(folder, `${basename(this.rootDir)}-${process.pid}.json`), JSON.stringify(totals));
  }
}
