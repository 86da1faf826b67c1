/**
 * Jest runs this before each test file. In a coverage run the programs and threads that tests start then record what
 * they execute: Node hands this one variable on to every child, whatever environment the test gives it.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/cli.html#node_v8_coveragedir
 */
import { runInThisContext } from 'node:vm';

// Jest gives tests a copy of the process object; children inherit from the true one.
const { env } = /** @type {NodeJS.Process} */ (runInThisContext('process'));

if (env.ANNALS_PROGRAM_COVERAGE) env.NODE_V8_COVERAGE = env.ANNALS_PROGRAM_COVERAGE;
