import type { Result, Telemetry } from '@annals/domain';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Context } from 'aws-lambda';
import { pino, type Logger } from 'pino';
import { createLambdaTelemetry } from '../adapters/lambda-telemetry.js';
import { createLogger } from '../server/log.js';
import type { Environment } from '../config.js';
import type { GatewayAccessSettings } from './gateway-access.js';
import type { GatewayAnswer } from './gateway-answer.js';
import { readLambdaConfig } from './lambda-config.js';
import { createLambdaHandler, type LambdaHandler } from './lambda-handler.js';

/** The most bytes of a list as lines: with what surrounds it, it fits what a function may return. */
export const maxAnswerBytes = 4 * 1024 * 1024;

/** Lambda takes what is written before the answer; a line written later may be lost. */
const output = pino.destination({ dest: 1, sync: true });

/** What Lambda calls. */
export type LambdaEntry = (invocation: unknown, context: Context) => Promise<GatewayAnswer>;

/** What the app of a function is given beside its engine. */
export interface FunctionOptions {
  readonly logger: Logger;
  readonly access: GatewayAccessSettings;
  readonly telemetry: Telemetry;
}

/**
 * Starts a function: its app is composed once for all invocations of this process. Each is measured, and answered once all that was
 * measured is written.
 *
 * Throws `CannotStart` where the environment is wrong: Lambda then ends the process, and says so. What fails as the app is composed fails
 * the invocation that waits for it, and the next one has it composed anew.
 *
 * @param prepare reads what the app needs of the environment
 */
export function startFunction<T>(
  prepare: (environment: Environment) => Result<T, readonly string[]>,
  compose: (prepared: T, options: FunctionOptions) => Promise<NestExpressApplication>,
): LambdaEntry {
  const { logLevel, access, prepared } = readLambdaConfig(process.env, prepare);
  const measured = createLambdaTelemetry(process.env);
  const { telemetry } = measured;
  const logger = createLogger(logLevel, output, telemetry);
  let started: Promise<LambdaHandler> | undefined;
  const start = (): Promise<LambdaHandler> => {
    const app = compose(prepared, { logger, access, telemetry });
    const handler = app.then((composed) => createLambdaHandler(composed, logger));
    handler.catch(() => (started = undefined));
    return handler;
  };
  started = start();
  return async (invocation, context) => {
    const handle = await (started ??= start());
    return measured.invocation(() => handle(invocation, context));
  };
}
