import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { develop } from './develop.mjs';
import { runCdk, runCdkInAccount, tearDown, testDeployment } from './deployment.mjs';
import { withLocalDynamo } from './dynamo.mjs';
import { projectEnvironment, root } from './environment.mjs';
import { runServer, runToEnd } from './processes.mjs';
import { runTests } from './tests.mjs';

/**
 * What must be compiled before a target runs.
 *
 * @typedef {{ tasks: string[], filters: string[] }} Build
 *
 * @typedef {object} Target
 * @property {Build} [build] nothing when left out.
 * @property {boolean} [splits] whether `--` parts its arguments: what is behind it is for Jest.
 * @property {(args: string[]) => Promise<number>} run gives the exit code.
 */

const server = join(root, 'packages', 'api-nest', 'dist', 'main.js');
/** Node's flags for a server: docs/adr/0019-memory-of-a-server.md. */
const serverFlags = join(root, 'packages', 'api-nest', 'server-flags.json');
const queueTool = join(root, 'packages', 'api-nest', 'dist', 'cli', 'queue.js');
const keysTool = join(root, 'packages', 'api-nest', 'dist', 'cli', 'keys.js');
const awsTools = join(root, 'packages', 'adapters-aws', 'dist', 'cli');

/** @type {Build} */
const compiled = { tasks: ['build'], filters: [] };
/** @type {Build} */
const everything = { tasks: ['build', 'bundle'], filters: [] };
/** @type {Build} */
const awsOnly = { tasks: ['build'], filters: ['@annals/adapters-aws...'] };
/** @type {Build} */
const served = { tasks: ['build'], filters: ['@annals/api-nest...'] };

/** @type {Build} */
const templates = { tasks: ['build'], filters: ['@annals/infra...'] };
/** @type {Build} what templates are made by, and the bundles that are deployed. */
const deployable = {
  tasks: ['build', 'bundle'],
  filters: ['@annals/infra...', '@annals/api-nest...', '@annals/ingest-lambda...'],
};

/** @type {[string, Target][]} */
const list = [
  ['start', { build: served, run: (args) => serve(args) }],
  ['dev', { build: { tasks: ['build'], filters: ['@annals/api-nest^...'] }, run: develop }],
  ['dev:dynamo', { build: served, run: (args) => withLocalDynamo((settings) => serve(args, settings)) }],
  ['table:create', { build: awsOnly, run: (args) => runNode(join(awsTools, 'table-create.js'), args) }],
  ['table:shards', { build: awsOnly, run: (args) => runNode(join(awsTools, 'table-shards.js'), args) }],
  ['queue', { build: served, run: (args) => runNode(queueTool, args) }],
  ['call', { build: awsOnly, run: call }],
  ['keys', { build: served, run: (args) => runNode(keysTool, args) }],
  ['build', { build: everything, run: () => Promise.resolve(0) }],
  ['test', { build: everything, splits: true, run: (args) => runTests('test', args) }],
  ['test:unit', { build: compiled, splits: true, run: (args) => runTests('test:unit', args) }],
  ['coverage', { build: everything, splits: true, run: measureCoverage }],
  [
    'openapi',
    { build: served, run: (args) => runNode(join(root, 'packages', 'api-nest', 'scripts', 'openapi.mjs'), args) },
  ],
  ['synth', { build: deployable, run: (args) => runCdk(['synth', '--quiet', ...args]) }],
  ['cdk:ls', { build: deployable, run: (args) => runCdk(['ls', ...args]) }],
  ['cdk:bootstrap', { build: deployable, run: (args) => runCdkInAccount('bootstrap', args) }],
  ['cdk:deploy', { build: deployable, run: (args) => runCdkInAccount('deploy', args) }],
  ['cdk:diff', { build: deployable, run: (args) => runCdkInAccount('diff', args) }],
  ['cdk:destroy', { build: deployable, run: tearDown }],
  ['test:integration', { build: { tasks: ['build'], filters: ['@annals/infra...'] }, run: testDeployment }],
  [
    'package:container',
    { build: served, run: (args) => runNode(join(root, 'scripts', 'container', 'package.mjs'), args) },
  ],
  [
    'cost',
    { build: templates, run: (args) => runNode(join(root, 'packages', 'infra', 'dist', 'bin', 'cost.js'), args) },
  ],
  ['bench', { build: everything, run: (args) => runNode(join(root, 'packages', 'bench', 'dist', 'main.js'), args) }],
  ['pipeline', { run: (args) => runNode(join(root, 'scripts', 'pipeline', 'run.mjs'), args) }],
  ['check', { build: everything, run: (args) => runNode(join(root, 'scripts', 'check', 'run.mjs'), args) }],
  ['format', { run: (args) => runTool('prettier', ['--write', '--log-level=warn', '.', ...args]) }],
];

/** Every root script by its name. */
export const targets = new Map(list);

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [settings] added to the environment.
 * @returns {Promise<number>}
 */
function serve(args, settings = {}) {
  const flags = JSON.parse(readFileSync(serverFlags, 'utf8'));
  const env = { ...projectEnvironment(), ...settings };
  return runServer({ command: 'node', args: [...flags, server, ...args], env }).ended;
}

/**
 * Makes a request; its body may come from standard input, or from a file named as whoever typed it sees it.
 *
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function call(args) {
  const cwd = process.env.INIT_CWD || root;
  return runToEnd({
    command: 'node',
    args: [join(awsTools, 'call.js'), ...args],
    env: projectEnvironment(),
    cwd,
    asks: true,
  });
}

/**
 * Runs all tests under coverage, then merges what the packages counted; fails under the agreed shares and with the
 * tests, whose failure does not hide the figures.
 *
 * @param {string[]} args
 * @returns {Promise<number>}
 */
async function measureCoverage(args) {
  const report = join(root, 'scripts', 'test-coverage', 'report.mjs');
  await runNode(report, ['clear']);
  const tests = await runTests('coverage', args);
  if (tests > 128) return tests;
  const figures = await runNode(report, ['report']);
  return tests || figures;
}

/**
 * @param {string} script
 * @param {string[]} args
 */
function runNode(script, args) {
  return runTool('node', [script, ...args]);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function runTool(command, args) {
  return runToEnd({ command, args, env: projectEnvironment() });
}
