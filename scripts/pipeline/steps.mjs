import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureBuilt } from '../bootstrap/build.mjs';
import { runCdk } from '../bootstrap/deployment.mjs';
import { root } from '../bootstrap/environment.mjs';
import { Failure } from '../bootstrap/failure.mjs';
import { runCaptured } from '../check/run-captured.mjs';
import { confirmDeployment, fetchConfirmed, keepDeployment } from './deployments.mjs';
import { showInSummary } from './github.mjs';
import { makePackage, readManifest, restorePackage } from './package.mjs';
import { contextOf, readPipelineSettings, trialOf } from './pipeline-settings.mjs';
import { fetchPackage, publishedVersions, publishPackage } from './publish.mjs';
import { readJson } from './read-json.mjs';
import { judgeScan } from './scan-gate.mjs';
import { smokeTest } from './smoke.mjs';
import { withStore } from './with-store.mjs';

const work = join(root, 'dist-pipeline');
const packageFolder = join(work, 'package');
const assembly = join(work, 'assembly');
const deploymentFile = join(work, 'deployment.json');
/** Settings of every deployment. */
const settingsFile = join(root, 'packages', 'infra', 'settings.json');
/** What the deployed stacks say of themselves. */
const outputsFile = join(work, 'outputs.json');

/**
 * One step of the pipeline.
 *
 * @typedef {object} Step
 * @property {string} says what it does, for the list of steps.
 * @property {string[]} [takes] names of its arguments.
 * @property {(...args: string[]) => Promise<number>} run gives the exit code.
 */

/** Packs what functions run. */
export async function packageBundles() {
  await ensureBuilt(['build', 'bundle']);
  const { version, files, archive } = await makePackage(root, packageFolder);
  console.log(`${version}: ${files.length} files, ${archive.sizeBytes} bytes packed, SHA-256 ${archive.sha256}`);
  showInSummary(`Package ${version}`, files.map(({ sha256, path }) => `${sha256}  ${path}`).join('\n'));
  return 0;
}

/** @param {string} report */
export function judgeReport(report) {
  console.log(judgeScan(resolve(root, report)));
  return Promise.resolve(0);
}

/** Puts the packaged bundles where templates take them from. */
export async function restoreBundles() {
  const { version, files } = await restorePackage(packageFolder, root);
  console.log(`${version}: ${files.length} files are in place`);
  return 0;
}

/** Makes the templates of an environment, of its settings and of the bundles that are in place. */
export async function assemble() {
  const context = contextOf(readPipelineSettings(process.env), sharedSettings());
  await ensureBuilt(['build'], ['@annals/infra...']);
  rmSync(assembly, { recursive: true, force: true });
  return runCdk(['synth', '--quiet', '--output', assembly, ...context]);
}

/** Keeps the package in the bucket. */
export function publish() {
  return withStore(async (store) => {
    console.log(await publishPackage(store, packageFolder));
    return 0;
  });
}

/** Lists what is in the bucket. */
export function listVersions() {
  return withStore(async (store) => {
    for (const version of await publishedVersions(store)) console.log(version);
    return 0;
  });
}

/** @param {string} version */
export function fetchVersion(version) {
  return withStore(async (store) => {
    await fetchPackage(store, version, packageFolder);
    return restoreBundles();
  });
}

/** Shows what a deployment would change; all stacks, as none is named. */
export async function showDiff() {
  needAssembly();
  const cdk = join(root, 'packages', 'infra', 'node_modules', '.bin', 'cdk');
  const args = ['diff', '--no-color', '--app', assembly];
  const { code, output } = await runCaptured(cdk, args, join(root, 'packages', 'infra'));
  console.log(output.trimEnd());
  showInSummary(`What changes in ${readPipelineSettings(process.env).environment}`, output, 'diff');
  return code;
}

/** Keeps the templates, then deploys them. */
export function deploy() {
  needAssembly();
  return withStore(async (store, { environment, run }) => {
    const id = `${readManifest(packageFolder).version}-${run}`;
    const deployment = await keepDeployment(store, { environment, id }, assembly);
    writeFileSync(deploymentFile, JSON.stringify(deployment));
    console.log(`Deploying ${id} to ${environment} ...`);
    return deployAssembly(assembly);
  });
}

/** Tries the deployed API. */
export async function smoke() {
  const { region, run, deployment } = readPipelineSettings(process.env);
  const of = trialOf({ ...sharedSettings(), ...deployment });
  if (of === 'nothing') {
    console.log('Not tried: a private API answers inside its VPC only.');
    return 0;
  }
  const client = join(root, 'packages', 'adapters-aws', 'dist', 'cli', 'call.js');
  /** @type {import('./smoke.mjs').Call} */
  const call = async (url, method, path, body) => {
    const said = body ? ['--data', JSON.stringify(body)] : [];
    const signed = [client, method, path, '--url', url, '--sign', '--region', region, ...said];
    const { code, output } = await runCaptured('node', signed, root);
    if (code !== 0) throw new Failure(`${method} ${path} failed: ${output.trim()}`);
    return output;
  };
  console.log(await smokeTest(call, { of, outputsFile, id: `${readManifest(packageFolder).version}-${run}` }));
  return 0;
}

/** Makes the deployment the one to go back to. */
export function confirm() {
  return withStore(async (store, { environment }) => {
    const deployment = /** @type {import('./deployments.mjs').Deployment} */ (
      readJson(deploymentFile, 'npm run pipeline -- deploy')
    );
    await confirmDeployment(store, environment, deployment);
    console.log(`${environment} runs ${deployment.id}`);
    return 0;
  });
}

/** Deploys what the environment ran before. */
export function rollBack() {
  return withStore(async (store, { environment }) => {
    const folder = join(work, 'previous');
    const { id } = await fetchConfirmed(store, environment, folder);
    console.log(`Going back to ${id} in ${environment} ...`);
    const code = await deployAssembly(folder);
    if (code !== 0)
      throw new Failure(`${environment} could not be brought back to ${id}; docs/runbook.md says what to do.`);
    showInSummary('Rolled back', `${environment} runs ${id} again`);
    console.log(`${environment} runs ${id} again`);
    return 0;
  });
}

function needAssembly() {
  if (!existsSync(join(assembly, 'manifest.json')))
    throw new Failure('There are no templates; npm run pipeline -- assemble makes them.');
}

const sharedSettings = () =>
  existsSync(settingsFile) ? /** @type {Record<string, unknown>} */ (readJson(settingsFile, 'git checkout')) : {};

/** @param {string} folder of templates. */
function deployAssembly(folder) {
  const args = ['deploy', '--all', '--app', folder, '--require-approval', 'never', '--outputs-file', outputsFile];
  return runCdk(args);
}
