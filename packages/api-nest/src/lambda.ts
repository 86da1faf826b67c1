import { createClock } from '@annals/domain';
import type { Context } from 'aws-lambda';
import { pino } from 'pino';
import { prepareDynamo } from './adapters/dynamo-engine.js';
import { ids, sha256 } from './adapters/platform.js';
import { createApp } from './create-app.js';
import type { GatewayAnswer } from './lambda/gateway-answer.js';
import { readLambdaConfig } from './lambda/lambda-config.js';
import { createLambdaHandler, type LambdaHandler } from './lambda/lambda-handler.js';
import { createLogger } from './server/log.js';

/** The version of Annals: the bundler writes it in. */
declare const ANNALS_VERSION: string;

/** The most bytes of a list as lines: with what surrounds it, it fits what a function may return. */
const maxAnswerBytes = 4 * 1024 * 1024;

/** Lambda takes what is written before the answer; a line written later may be lost. */
const output = pino.destination({ dest: 1, sync: true });

/** Composes the app on DynamoDB, once for all invocations of this process. Throws what is wrong with the environment. */
async function start(): Promise<LambdaHandler> {
  const config = readLambdaConfig(process.env, prepareDynamo);
  const logger = createLogger(config.logLevel, output);
  const engine = await config.openEngine((err) => logger.error({ err }, 'the engine goes on after a fault'));
  const app = await createApp({
    repository: engine.events,
    objects: engine.objects,
    engine: engine.name,
    clock: createClock(),
    ids,
    sha256,
    version: ANNALS_VERSION,
    logger,
    maxAnswerBytes,
  });
  return createLambdaHandler(app, logger);
}

const started = start();
started.catch((error: unknown) => createLogger('fatal', output).fatal(`annals cannot start: ${reasonOf(error)}`));

/** Answers one invocation; every one fails, and says why, where the function could not start. */
export async function handler(invocation: unknown, context: Context): Promise<GatewayAnswer> {
  const handle = await started.catch((error: unknown) => {
    throw new Error(`annals could not start: ${reasonOf(error)}`, { cause: error });
  });
  return handle(invocation, context);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
