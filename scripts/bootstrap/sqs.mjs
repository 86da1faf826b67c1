import { join } from 'node:path';
import { projectEnvironment, root } from './environment.mjs';
import { Failure, say } from './failure.mjs';
import { runServer } from './processes.mjs';

const program = join(root, 'packages', 'adapters-aws', 'dist', 'testing', 'sqs-program.js');

/**
 * Starts a local SQS with the queues of Annals, runs an action on it and stops it afterwards.
 *
 * Where the environment names queues, those are used; then none is started or stopped.
 *
 * @param {(settings: NodeJS.ProcessEnv) => Promise<number>} action given the variables that lead to the queues.
 * @returns {Promise<number>} the action's exit code.
 * @throws {Failure} when it does not come up.
 */
export async function withLocalSqs(action) {
  if (process.env.SQS_ENDPOINT || process.env.EVENT_QUEUE_URL) return action({});
  const engine = runServer({ command: 'node', args: [program], env: projectEnvironment() }, { ownEnd: true });
  try {
    const message = await Promise.race([engine.message, engine.ended.then(failure)]);
    const settings = /** @type {NodeJS.ProcessEnv} */ (message);
    say(`Local SQS on ${settings.SQS_ENDPOINT}, kept in memory: what is queued when it ends is gone`);
    return await action(settings);
  } finally {
    engine.stop();
    await engine.ended;
  }
}

/**
 * @param {number} code
 * @returns {never}
 */
function failure(code) {
  throw new Failure(`The local SQS ended at once (exit code ${code}).`);
}
