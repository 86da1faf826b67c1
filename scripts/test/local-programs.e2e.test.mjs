import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { root } from '../bootstrap/environment.mjs';
import { Run, until } from './workshop.mjs';

/** @type {string} */
let dataFolder;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'annals-data-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

/**
 * Runs a target of this very repository on a free port and a data folder of its own.
 *
 * @param {string} target
 */
function start(target) {
  const { DYNAMODB_ENDPOINT: _, ...inherited } = process.env;
  const env = { ...inherited, DATA_DIR: dataFolder, HOST: '127.0.0.1', PORT: '0' };
  const bootstrap = join(root, 'scripts', 'run.mjs');
  return new Run(spawn(process.execPath, [bootstrap, target], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/**
 * @param {Run} run
 * @returns {Promise<string>} the address that the server prints once it serves.
 */
async function addressOf(run) {
  await until(() => run.ended || /http:\/\/127\.0\.0\.1:\d+[^\d/]/.test(servingLine(run)));
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(servingLine(run))?.[0];
  if (!address) throw new Error(`it does not serve:\n${run.output}`);
  return address;
}

/**
 * @param {Run} run
 * @returns {string}
 */
function servingLine({ output }) {
  return output.split('\n').find((line) => line.includes('"engine"')) ?? '';
}

/** @returns {string[]} the commands that still run and name this test's data folder in their arguments or variables. */
function leftovers() {
  const { stdout } = spawnSync('ps', ['axeww', '-o', 'args='], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  return stdout.split('\n').filter((line) => line.includes(dataFolder));
}

const targets = /** @type {const} */ ([
  ['dev', 'sqlite'],
  ['dev:dynamo', 'dynamodb'],
]);

test.each(targets)('npm run %s serves on %s, and leaves no process when it is asked to end', async (target, engine) => {
  const run = start(target);
  try {
    const address = await addressOf(run);
    const about = await fetch(address).then((response) => response.json());
    expect(about).toMatchObject({ service: 'annals', engine });
  } finally {
    run.child.kill('SIGINT');
  }
  expect(await run.end()).toMatchObject({ code: 0 });
  expect(leftovers()).toEqual([]);
});

test('npm run dev:dynamo leaves no process when it is killed', async () => {
  const run = start('dev:dynamo');
  try {
    await addressOf(run);
    expect(leftovers()).not.toEqual([]);
  } finally {
    run.child.kill('SIGKILL');
  }
  await until(() => leftovers().length === 0);
});
