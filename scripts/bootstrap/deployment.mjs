import { join } from 'node:path';
import { projectEnvironment, root } from './environment.mjs';
import { runToEnd } from './processes.mjs';

const infra = join(root, 'packages', 'infra');

/**
 * Runs the CDK's command line where its settings are.
 *
 * @param {string[]} args
 * @returns {Promise<number>} its exit code.
 */
export function runCdk(args) {
  return runThere(join(infra, 'node_modules', '.bin', 'cdk'), args);
}

/**
 * Runs a command of the CDK that needs an account, where there is one.
 *
 * @param {'bootstrap' | 'deploy' | 'diff'} command
 * @param {string[]} args
 * @returns {Promise<number>} the exit code.
 */
export async function runCdkInAccount(command, args) {
  const refused = await runThere('node', [join(infra, 'dist', 'bin', 'preflight.js'), command, ...args]);
  return refused || runCdk([command, ...(command === 'deploy' ? ['--all'] : []), ...args]);
}

/**
 * Empties the buckets of a deployment and destroys its stacks, where the settings do not keep the data.
 *
 * @param {string[]} args
 * @returns {Promise<number>} the exit code.
 */
export function tearDown(args) {
  return runThere('node', [join(infra, 'dist', 'bin', 'destroy.js'), ...args]);
}

/**
 * Tests a deployment as it is in its account.
 *
 * @param {string[]} args
 * @returns {Promise<number>} the exit code.
 */
export function testDeployment(args) {
  return runThere('node', [join(infra, 'test', 'integration', 'run.mjs'), ...args]);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function runThere(command, args) {
  const env = { ...projectEnvironment(), CDK_DISABLE_CLI_TELEMETRY: 'true' };
  return runToEnd({ command, args, env, cwd: infra, asks: true });
}
