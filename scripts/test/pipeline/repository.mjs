import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/**
 * @typedef {{ id?: string, if?: string, uses?: string, run?: string, with?: Record<string, string | boolean>, env?: object, 'timeout-minutes'?: number }} Step
 * @typedef {object} Job
 * @property {Record<string, string>} [permissions]
 * @property {string} [environment]
 * @property {object} [env]
 * @property {string} [uses]
 * @property {string} [needs]
 * @property {number} [timeout-minutes]
 * @property {{ matrix: Record<string, string[]> }} [strategy]
 * @property {Step[]} [steps]
 * @typedef {object} Workflow
 * @property {Record<string, unknown>} on
 * @property {Record<string, string>} permissions
 * @property {{ group: string, 'cancel-in-progress': unknown }} [concurrency]
 * @property {Record<string, Job>} jobs
 */

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** @param {string} path from the repository's root. */
export const read = (path) => readFileSync(join(root, path), 'utf8');

/** Every file that GitHub runs, by its path. */
export const files = globSync(['.github/workflows/*.yml', '.github/actions/*/action.yml'], { cwd: root });

/**
 * The workflows by name.
 *
 * @type {Readonly<Record<string, Workflow>>}
 */
export const workflows = Object.fromEntries(
  files
    .filter((path) => path.includes('/workflows/'))
    .map((path) => [path.replace(/.*\/|\.yml$/g, ''), /** @type {Workflow} */ (parse(read(path)))]),
);

/** @type {{ where: string, job: Job }[]} every job of every workflow. */
export const jobs = Object.entries(workflows).flatMap(([name, workflow]) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ where: `${name}/${id}`, job })),
);

/** @type {Step[]} the steps of jobs and of our own actions. */
export const steps = [
  ...jobs.flatMap(({ job }) => job.steps ?? []),
  ...files
    .filter((path) => path.includes('/actions/'))
    .flatMap((path) => /** @type {{ runs: { steps: Step[] } }} */ (parse(read(path))).runs.steps),
];

/**
 * @param {string} path of a file in YAML or JSON.
 * @returns {unknown}
 */
export const parsed = (path) => parse(read(path));
