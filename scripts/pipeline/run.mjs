/**
 * `npm run pipeline -- <step> [arguments]`: the steps that the workflows in .github/workflows are made of. Each runs on any machine with the
 * environment's variables: docs/how-to/pipeline.md.
 */
import { Failure, say } from '../bootstrap/failure.mjs';
import { buildImage, takeRuntime } from './container-steps.mjs';
import * as steps from './steps.mjs';

/** @type {[string, import('./steps.mjs').Step][]} */
const list = [
  ['runtime', { says: "take Lambda's Node out of its image, for the code caches", run: takeRuntime }],
  ['package', { says: 'pack the bundles of this commit, with checksums', run: steps.packageBundles }],
  ['image', { says: "build the container's image", run: buildImage }],
  ['scan-gate', { says: 'judge a scan of the image by Trivy', takes: ['report.json'], run: steps.judgeReport }],
  ['restore', { says: 'put packaged bundles in place, after checking them', run: steps.restoreBundles }],
  ['assemble', { says: "make the environment's templates", run: steps.assemble }],
  ['publish', { says: 'keep the package in the bucket of packages', run: steps.publish }],
  ['versions', { says: 'list the packages in the bucket', run: steps.listVersions }],
  ['fetch', { says: 'fetch a package and put it in place', takes: ['version'], run: steps.fetchVersion }],
  ['diff', { says: 'show what a deployment would change', run: steps.showDiff }],
  ['deploy', { says: 'deploy the templates', run: steps.deploy }],
  ['smoke', { says: 'try the deployed API', run: steps.smoke }],
  ['confirm', { says: 'make this deployment the one to go back to', run: steps.confirm }],
  ['roll-back', { says: 'deploy the last confirmed deployment again', run: steps.rollBack }],
];

process.env['CDK_DISABLE_CLI_TELEMETRY'] = 'true';
const [name = '', ...args] = process.argv.slice(2);
try {
  process.exitCode = await run(name, args);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  say(error.message);
  process.exitCode = error.exitCode;
}

/**
 * @param {string} name
 * @param {string[]} args
 */
function run(name, args) {
  const step = new Map(list).get(name);
  if (!step) {
    const known = list.map(
      ([known, { says, takes = [] }]) =>
        `  ${[known, ...takes.map((taken) => `<${taken}>`)].join(' ').padEnd(26)} ${says}`,
    );
    throw new Failure(`There is no step "${name}"; the steps are:\n${known.join('\n')}`);
  }
  const { takes = [] } = step;
  if (args.length !== takes.length) {
    throw new Failure(
      `${name} takes ${takes.length === 0 ? 'no arguments' : takes.map((taken) => `<${taken}>`).join(' ')}, not ${args.length === 0 ? 'none' : args.join(' ')}.`,
    );
  }
  return step.run(...args);
}
