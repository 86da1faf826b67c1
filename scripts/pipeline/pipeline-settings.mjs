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
 * @property {Readonly<Record<string, unknown>>} deployment its settings: docs/reference/deployment-settings.md.
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
    deployment: readDeployment(environment['ANNALS_SETTINGS'] || '{}', faults),
  };
  if (faults.length > 0) throw new Failure(faults.join('\n'));
  return settings;
}

/**
 * What the CDK is told: the deployment's settings, and the region where they do not name it.
 *
 * @param {PipelineSettings} settings
 * @param {Readonly<Record<string, unknown>>} shared settings of every deployment, which come last.
 * @returns {string[]} `--context name=value` for each.
 * @throws {Failure} when they are those of another environment or region than is deployed to, which would change a deployment that nobody meant.
 */
export function contextOf({ environment, region, deployment }, shared) {
  const given = textsOf({ ...shared, ...deployment });
  const stage = given.get('stage') ?? (given.get('profile') === 'production' ? 'prod' : 'dev');
  const meant = given.get('githubEnvironment') ?? (stage === 'prod' ? 'production' : stage);
  const named = given.get('region') ?? region;
  const faults = [];
  if (meant !== environment)
    faults.push(
      `ANNALS_SETTINGS: are of the environment ${meant}, and ${environment} is deployed to; set their stage, or githubEnvironment`,
    );
  if (named !== region) faults.push(`ANNALS_SETTINGS: are of the region ${named}, and AWS_REGION is ${region}`);
  if (faults.length > 0) throw new Failure(faults.join('\n'));
  return [...textsOf(deployment).set('region', region)].flatMap(([name, value]) => ['--context', `${name}=${value}`]);
}

/** @param {Readonly<Record<string, unknown>>} settings */
const textsOf = (settings) => new Map(Object.entries(settings).map(([name, value]) => [name, String(value)]));

/**
 * How far the role of workflows can try an API: it signs, has no token and no key, and does not reach into a VPC.
 *
 * @param {Readonly<Record<string, unknown>>} deployment with what is shared.
 * @returns {'events' | 'health' | 'nothing'}
 */
export function trialOf({ auth = 'iam', apiKeys = false, privateApi = false }) {
  if (String(privateApi) === 'true') return 'nothing';
  return auth === 'iam' && String(apiKeys) !== 'true' ? 'events' : 'health';
}

/**
 * @param {string} text
 * @param {string[]} faults
 * @returns {Readonly<Record<string, unknown>>}
 */
function readDeployment(text, faults) {
  const settings = parse(text);
  if (typeof settings === 'object' && settings !== null && !Array.isArray(settings))
    return /** @type {Record<string, unknown>} */ (settings);
  faults.push('ANNALS_SETTINGS: must be a JSON object of the settings of docs/reference/deployment-settings.md');
  return {};
}

/** @param {string} text */
function parse(text) {
  try {
    return /** @type {unknown} */ (JSON.parse(text));
  } catch {
    return undefined;
  }
}
