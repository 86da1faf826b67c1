import { Failure } from '../bootstrap/failure.mjs';
import { readPipelineSettings } from './pipeline-settings.mjs';

/**
 * Does something with the bucket of packages that the environment's variables name.
 *
 * @param {(store: import('./artefact-store.mjs').ArtefactStore, settings: import('./pipeline-settings.mjs').PipelineSettings) => Promise<number>} action
 * @returns {Promise<number>} its exit code.
 * @throws {Failure} naming the bucket and what to do, where AWS refuses or cannot be asked.
 */
export async function withStore(action) {
  const settings = readPipelineSettings(process.env);
  // Only steps that need the bucket wait for its client to load.
  const { ArtefactStore } = await import('./artefact-store.mjs');
  const store = new ArtefactStore(settings);
  try {
    return await action(store, settings);
  } catch (error) {
    throw isOfAws(error) ? new Failure(unusable(settings.bucket, error)) : error;
  } finally {
    store.close();
  }
}

/**
 * Whether the SDK says so: AWS refused, cannot be reached, or there are no credentials to ask it with.
 *
 * @param {unknown} error
 * @returns {error is Error}
 */
const isOfAws = (error) =>
  error instanceof Error && ('$metadata' in error || error.name === 'CredentialsProviderError');

/**
 * @param {string} bucket
 * @param {Error} error
 */
const unusable = (bucket, { name, message }) =>
  `The bucket ${bucket} cannot be used (${name}: ${message}): run aws sso login, or name credentials by AWS_PROFILE; docs/how-to/pipeline.md says whose.`;
