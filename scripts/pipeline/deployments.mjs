import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../bootstrap/failure.mjs';
import { factsOf, pack, unpack } from './archive.mjs';

/**
 * What an environment runs: templates and all that they deploy, exactly as they were when it was confirmed.
 *
 * @typedef {object} Deployment
 * @property {string} id `<version>-<run>`.
 * @property {import('./archive.mjs').FileFacts} assembly archive of the CDK's output.
 */

/**
 * Keeps what is about to be deployed. The package alone would not do for a way back: templates and settings change as well.
 *
 * @param {import('./artefact-store.mjs').ArtefactStore} store
 * @param {{ environment: string, id: string }} target
 * @param {string} assembly the folder of templates.
 * @returns {Promise<Deployment>}
 */
export async function keepDeployment(store, { environment, id }, assembly) {
  return withArchive(async (file) => {
    await pack(assembly, file);
    const key = `${prefixOf(environment)}${id}.tgz`;
    const facts = await factsOf(file, key);
    await store.putFile(key, facts, file);
    return { id, assembly: facts };
  });
}

/**
 * Says that an environment runs this deployment and passed its smoke test: what the next one goes back to when it fails.
 *
 * @param {import('./artefact-store.mjs').ArtefactStore} store
 * @param {string} environment
 * @param {Deployment} deployment
 */
export async function confirmDeployment(store, environment, deployment) {
  await store.putJson(`${prefixOf(environment)}current.json`, deployment);
}

/**
 * Brings back what the environment ran when it was last confirmed.
 *
 * @param {import('./artefact-store.mjs').ArtefactStore} store
 * @param {string} environment
 * @param {string} folder where templates go; replaced.
 * @returns {Promise<Deployment>}
 * @throws {Failure} when nothing was ever confirmed there, or the store gives other bytes than were kept.
 */
export async function fetchConfirmed(store, environment, folder) {
  const current = /** @type {Deployment | undefined} */ (await store.getJson(`${prefixOf(environment)}current.json`));
  if (current === undefined) {
    throw new Failure(`Nothing was ever confirmed in ${environment}, so there is nothing to go back to.`);
  }
  return withArchive(async (file) => {
    await store.getFile(current.assembly.path, file);
    const { sha256 } = await factsOf(file, current.assembly.path);
    if (sha256 !== current.assembly.sha256)
      throw new Failure(`${current.assembly.path} is not what was kept under this name.`);
    rmSync(folder, { recursive: true, force: true });
    await unpack(file, folder);
    return current;
  });
}

/** @param {string} environment */
const prefixOf = (environment) => `deployments/${environment}/`;

/**
 * @template T
 * @param {(file: string) => Promise<T>} action
 * @returns {Promise<T>}
 */
async function withArchive(action) {
  const folder = mkdtempSync(join(tmpdir(), 'annals-assembly-'));
  try {
    return await action(join(folder, 'assembly.tgz'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
