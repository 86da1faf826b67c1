import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What a function is run with before its cache is made: what its first invocations are like.
 *
 * @typedef {object} WarmUp
 * @property {readonly { invocation: unknown, isRight: (answer: unknown) => boolean }[]} invocations
 */

/** What Lambda sets, as far as it decides what code runs, and what every function of ours is given. */
const environment = {
  AWS_REGION: 'us-west-2',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'annals',
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'session',
  _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
  AUTH_MODE: 'iam',
  TABLE_NAME: 'annals',
  BUCKET_NAME: 'annals',
  EVENT_QUEUE_URL: 'https://sqs.us-west-2.amazonaws.com/123456789012/events',
  SAMPLE_QUEUE_URL: 'https://sqs.us-west-2.amazonaws.com/123456789012/sample',
  EVENT_DEAD_LETTER_QUEUE_URL: 'https://sqs.us-west-2.amazonaws.com/123456789012/dead',
};

/**
 * Makes the code cache of a bundle by running it. V8 takes a cache only where the same build of Node runs it on the same kind of machine:
 * `LAMBDA_NODE` names that of the runtime; without it the Node that packages is taken for it.
 *
 * @param {{ bundle: string, cache: string, warmUp: string }} files the bundle, what is made, and the module that has the warm-up.
 * @throws where an invocation of the warm-up is not answered as it should be.
 */
export async function makeCodeCache({ bundle, cache, warmUp }) {
  rmSync(cache, { force: true });
  const program = fileURLToPath(new URL('./warm-bundle.mjs', import.meta.url));
  const node = process.env.LAMBDA_NODE || process.execPath;
  const child = spawn(node, [program, bundle, cache, warmUp], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = /** @type {[number | null]} */ (await once(child, 'exit'));
  if (code !== 0) throw new Error(`${basename(bundle)} has no code cache: its warm-up failed`);
}
