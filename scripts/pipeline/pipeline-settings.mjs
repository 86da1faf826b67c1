import { Failure } from '../bootstrap/failure.mjs';

/**
 * Where a run of the pipeline deploys to.
 *
 * @typedef {object} PipelineSettings
 * @property {string} environment name of the GitHub environment.
 * @property {string} bucket of packages and deployments.
 * @property {string} region
 * @property {string | undefined} endpoint of another S3 than AWS's.
 * @property {string} run tells this run apart from others of the same version.
 * @property {string[]} context `-c name=value` for each setting of the deployment.
 */

/**
 * Reads what the environment's variables say.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {PipelineSettings}
 * @throws {Failure} naming every missing or malformed one, a line each.
 */
export function readPipelineSettings(environment) {
  /** @type {string[]} */
  const faults = [];
  const read = (/** @type {string} */ name, /** @type {RegExp} */ form, /** @type {string} */ says) => {
    const value = environment[name] ?? '';
    if (!form.test(value)) faults.push(`${name}: must be ${says}${value === '' ? '; it is not set' : ''}`);
    return value;
  };
  const settings = {
    environment: read('DEPLOY_ENVIRONMENT', /^[a-z][a-z0-9-]{0,31}$/, "the GitHub environment's name"),
    bucket: read('ARTEFACT_BUCKET', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of the bucket of packages'),
    region: read('AWS_REGION', /^[a-z]{2}(-[a-z]+)+-\d$/, 'the region of bucket and deployment'),
    endpoint: environment['S3_ENDPOINT'] || undefined,
    run: [environment['GITHUB_RUN_ID'] || 'local', environment['GITHUB_RUN_ATTEMPT'] || '1'].join('.'),
    context: readContext(environment['ANNALS_SETTINGS'] || '{}', faults),
  };
  if (faults.length > 0) throw new Failure(faults.join('\n'));
  return settings;
}

/**
 * @param {string} text
 * @param {string[]} faults
 * @returns {string[]}
 */
function readContext(text, faults) {
  const settings = parse(text);
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    faults.push('ANNALS_SETTINGS: must be a JSON object of the settings of docs/reference/deployment-settings.md');
    return [];
  }
  return Object.entries(settings).flatMap(([name, value]) => ['--context', `${name}=${String(value)}`]);
}

/** @param {string} text */
function parse(text) {
  try {
    return /** @type {unknown} */ (JSON.parse(text));
  } catch {
    return undefined;
  }
}
