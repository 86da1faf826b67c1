import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureBuilt } from '../bootstrap/build.mjs';
import { runCdk } from '../bootstrap/deployment.mjs';
import { projectEnvironment, root } from '../bootstrap/environment.mjs';
import { Failure } from '../bootstrap/failure.mjs';
import { runToEnd } from '../bootstrap/processes.mjs';
import { runCaptured } from '../check/run-captured.mjs';
import { confirmDeployment, fetchConfirmed, keepDeployment } from './deployments.mjs';
import { setOutput, showInSummary } from './github.mjs';
import { makePackage, readManifest, restorePackage } from './package.mjs';
import { readPipelineSettings } from './pipeline-settings.mjs';
import { fetchPackage, publishedVersions, publishPackage } from './publish.mjs';
import { judgeScan } from './scan-gate.mjs';
import { smokeTest } from './smoke.mjs';
import { sourceOf } from './version.mjs';

const work = join(root, 'dist-pipeline');
const packageFolder = join(work, 'package');
const assembly = join(work, 'assembly');
const deploymentFile = join(work, 'deployment.json');
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

/** What Lambda runs functions with. @see https://gallery.ecr.aws/lambda/nodejs */
const runtimeImage = 'public.ecr.aws/lambda/nodejs:24';

/** Takes Lambda's own Node out of its image: the code caches of bundles are good for no other. */
export async function takeRuntime() {
  mkdirSync(work, { recursive: true });
  const docker = async (/** @type {string[]} */ ...args) => {
    const { code, output } = await runCaptured('docker', args, root);
    if (code !== 0) throw new Failure(`docker ${args.join(' ')} ended with ${code}: ${output.trim()}`);
    return output.trim();
  };
  await docker('pull', '--quiet', '--platform', 'linux/arm64', runtimeImage);
  const container = await docker('create', '--platform', 'linux/arm64', runtimeImage);
  try {
    await docker('cp', `${container}:/var/lang/bin/node`, join(work, 'lambda-node'));
  } finally {
    await docker('rm', container);
  }
  return 0;
}

/** Packs what functions run. */
export async function packageBundles() {
  await ensureBuilt(['build', 'bundle']);
  const { version, files, archive } = await makePackage(root, packageFolder);
  console.log(`${version}: ${files.length} files, ${archive.sizeBytes} bytes packed, SHA-256 ${archive.sha256}`);
  showInSummary(`Package ${version}`, files.map(({ sha256, path }) => `${sha256}  ${path}`).join('\n'));
  return 0;
}

/** Builds the container's image, and makes the folder that reports of its scan go to. */
export async function buildImage() {
  mkdirSync(work, { recursive: true });
  const reference = `annals:${sourceOf(root).version}`;
  const args = ['build', '--pull', '--tag', reference, '.'];
  const code = await runToEnd({ command: 'docker', args, env: projectEnvironment() });
  if (code === 0) setOutput('reference', reference);
  return code;
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
  await ensureBuilt(['build'], ['@annals/infra...']);
  rmSync(assembly, { recursive: true, force: true });
  return runCdk(['synth', '--quiet', '--output', assembly, ...readPipelineSettings(process.env).context]);
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

/** Shows what a deployment would change. */
export async function showDiff() {
  const cdk = join(root, 'packages', 'infra', 'node_modules', '.bin', 'cdk');
  const args = ['diff', '--all', '--no-color', '--app', assembly];
  const { code, output } = await runCaptured(cdk, args, join(root, 'packages', 'infra'));
  console.log(output.trimEnd());
  showInSummary(`What changes in ${readPipelineSettings(process.env).environment}`, output, 'diff');
  return code;
}

/** Keeps the templates, then deploys them. */
export function deploy() {
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
  const { region, run } = readPipelineSettings(process.env);
  const client = join(root, 'packages', 'adapters-aws', 'dist', 'cli', 'call.js');
  /** @type {import('./smoke.mjs').Call} */
  const call = async (url, method, path, body) => {
    const said = body ? ['--data', JSON.stringify(body)] : [];
    const signed = [client, method, path, '--url', url, '--sign', '--region', region, ...said];
    const { code, output } = await runCaptured('node', signed, root);
    if (code !== 0) throw new Failure(`${method} ${path} failed: ${output.trim()}`);
    return output;
  };
  console.log(await smokeTest(call, { outputsFile, id: `${readManifest(packageFolder).version}-${run}` }));
  return 0;
}

/** Makes the deployment the one to go back to. */
export function confirm() {
  return withStore(async (store, { environment }) => {
    const deployment = /** @type {import('./deployments.mjs').Deployment} */ (
      JSON.parse(readFileSync(deploymentFile, 'utf8'))
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

/** @param {string} folder of templates. */
function deployAssembly(folder) {
  const args = ['deploy', '--all', '--app', folder, '--require-approval', 'never', '--outputs-file', outputsFile];
  return runCdk(args);
}

/**
 * @param {(store: import('./artefact-store.mjs').ArtefactStore, settings: import('./pipeline-settings.mjs').PipelineSettings) => Promise<number>} action
 */
async function withStore(action) {
  const settings = readPipelineSettings(process.env);
  // Only steps that need the bucket wait for its client to load.
  const { ArtefactStore } = await import('./artefact-store.mjs');
  const store = new ArtefactStore(settings);
  try {
    return await action(store, settings);
  } finally {
    store.close();
  }
}
