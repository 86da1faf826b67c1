import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { projectEnvironment, root } from './environment.mjs';
import { Failure, say } from './failure.mjs';
import { runServer, runToEnd } from './processes.mjs';
import { withLocalSqs } from './sqs.mjs';

const aws = join(root, 'packages', 'adapters-aws');
const tableTool = join(aws, 'dist', 'cli', 'table-create.js');
const guard = join(root, 'scripts', 'bootstrap', 'guard.mjs');
const readyTimeoutMs = 30_000;
const pollEveryMs = 50;

/**
 * Starts a local DynamoDB, makes the table, starts a local SQS, runs an action on both and stops them afterwards.
 *
 * `DYNAMODB_ENDPOINT` in the environment names another one to use; then none is started or stopped, nor an SQS.
 *
 * @param {(settings: NodeJS.ProcessEnv) => Promise<number>} action given the variables that choose this engine.
 * @returns {Promise<number>} the action's exit code, or the table tool's if that failed.
 * @throws {Failure} when the engine has no binary for this platform or does not come up.
 */
export async function withLocalDynamo(action) {
  const given = process.env.DYNAMODB_ENDPOINT;
  if (given) return onTable(given, action);
  const port = await freePort();
  const engine = startEngine(port);
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilReady(endpoint, engine.ended);
    return await onTable(endpoint, (table) => withLocalSqs((queues) => action({ ...table, ...queues })));
  } finally {
    engine.stop();
    await engine.ended;
  }
}

/**
 * @param {string} endpoint
 * @param {(settings: NodeJS.ProcessEnv) => Promise<number>} action
 */
async function onTable(endpoint, action) {
  const settings = {
    DYNAMODB_ENDPOINT: endpoint,
    TABLE_NAME: process.env.TABLE_NAME || 'annals',
    AWS_REGION: process.env.AWS_REGION || 'us-east-1',
    AWS_ACCESS_KEY_ID: process.env.AWS_ACCESS_KEY_ID || 'local',
    AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY || 'local',
  };
  const made = await runToEnd({
    command: 'node',
    args: [tableTool],
    env: { ...projectEnvironment(), ...settings },
  });
  return made || action(settings);
}

/** @param {number} port */
function startEngine(port) {
  const binary = join(aws, 'node_modules', '@dynoxide', 'linux-x64', 'dynoxide');
  if (!existsSync(binary)) {
    throw new Failure(
      `There is no local DynamoDB for ${process.platform}-${process.arch}; name the address of one in DYNAMODB_ENDPOINT.`,
    );
  }
  const folder = resolve(root, process.env.DATA_DIR || 'data');
  const file = join(folder, 'dynamodb.db');
  mkdirSync(folder, { recursive: true });
  say(`Local DynamoDB on http://127.0.0.1:${port}, kept in ${file}`);
  return runServer(
    {
      command: 'node',
      args: [guard, binary, 'serve', '--port', String(port), '--db-path', file],
      env: projectEnvironment(),
    },
    { ownEnd: true },
  );
}

/** @returns {Promise<number>} a TCP port on the loopback interface that nobody listens on at the moment. */
function freePort() {
  return new Promise((resolvePort, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * @param {string} endpoint
 * @param {Promise<number>} ended
 */
async function untilReady(endpoint, ended) {
  const deadline = performance.now() + readyTimeoutMs;
  /** @type {number | undefined} */
  let exitCode;
  void ended.then((code) => (exitCode = code));
  while (!(await answers(endpoint))) {
    if (exitCode !== undefined) throw new Failure(`The local DynamoDB ended at once (exit code ${exitCode}).`);
    if (performance.now() > deadline) throw new Failure(`The local DynamoDB did not answer on ${endpoint}.`);
    await delay(pollEveryMs);
  }
}

/**
 * @param {string} endpoint
 * @returns {Promise<boolean>} whether anything answers there, whatever it says.
 */
function answers(endpoint) {
  return fetch(endpoint, { signal: AbortSignal.timeout(1000) }).then(
    () => true,
    () => false,
  );
}
