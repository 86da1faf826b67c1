import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTotals, resultsVariable, summaryLine } from '../test-results.mjs';
import { programCoverage, projectEnvironment } from './environment.mjs';
import { runToEnd } from './processes.mjs';

/**
 * Runs a test task in every package, one package after the other (each uses all cores), goes on after a failing one,
 * and closes with one line of totals. The task `test` runs the tests of these scripts as well.
 *
 * @param {'test' | 'test:unit' | 'coverage'} task
 * @param {string[]} args passed on to turbo (`--filter=@annals/domain`), after `--` to Jest.
 * @returns {Promise<number>} turbo's exit code.
 */
export async function runTests(task, args) {
  const given = process.env[resultsVariable];
  const recording = task === 'coverage' ? { ANNALS_PROGRAM_COVERAGE: programCoverage } : {};
  const tasks = task === 'test' ? [task, 'test:scripts'] : [task];
  const folder = given || mkdtempSync(join(tmpdir(), 'annals-results-'));
  try {
    const code = await runToEnd({
      command: 'turbo',
      args: ['run', ...tasks, '--only', '--concurrency=1', '--continue=always', '--output-logs=full', ...args],
      env: { ...projectEnvironment(), ...recording, [resultsVariable]: folder },
    });
    console.log(summaryLine(readTotals(folder)));
    return code;
  } finally {
    if (!given) rmSync(folder, { recursive: true, force: true });
  }
}
