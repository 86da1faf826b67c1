import { configure } from '@codegenie/serverless-express';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Context } from 'aws-lambda';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { isLarge, writeGatewayAnswer, type AnswerValues, type GatewayAnswer } from './gateway-answer.js';
import { inInvocation, rememberInvocation } from './gateway-origin.js';
import { isGatewayRequest, readGatewayRequest, type GatewayRequest } from './gateway-request.js';

/** Answers one invocation. Throws where it was not made by API Gateway. */
export type LambdaHandler = (invocation: unknown, context: Context) => Promise<GatewayAnswer>;

/** Makes what answers invocations: the app, behind API Gateway's payload formats. */
export function createLambdaHandler(app: NestExpressApplication, logger: Logger): LambdaHandler {
  const listener: RequestListener = app.getHttpAdapter().getInstance();
  const handle = configure<GatewayRequest, GatewayAnswer>({
    app: listener,
    framework: { sendRequest: (exchange: Exchange) => sendRequest(listener, exchange) },
    // Both formats are read and written here: the library's own reading of them guesses base paths and loses encodings.
    eventSource: {
      getRequest: ({ event }: { event: GatewayRequest }) => readGatewayRequest(event),
      getResponse: (values: AnswerValues) => writeGatewayAnswer(values),
    },
    // One whose failures are answered; the default is to find out from each event.
    eventSourceName: 'AWS_API_GATEWAY_V2',
    binarySettings: { isBinary: ({ headers }: Pick<AnswerValues, 'headers'>) => isLarge(headers) },
    // The default sends stacks to clients where NODE_ENV is `development`.
    respondWithErrors: false,
    log: logOf(logger),
  });
  return async (invocation, context) => {
    if (!isGatewayRequest(invocation))
      throw new Error('This function answers requests of API Gateway, and nothing else.');
    return (await inInvocation(invocation, () => handle(invocation, context, () => {}))) as GatewayAnswer;
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse & { req: IncomingMessage };
}

/** The library's socket keeps no count of unsent bytes; without one Node never takes an answer for finished. */
function sendRequest(listener: RequestListener, { request, response }: Exchange): void {
  Object.assign(response.socket!, { writableLength: 0 });
  rememberInvocation(request);
  listener(request, response);
}

function logOf(logger: Logger): NonNullable<Parameters<typeof configure>[0]['log']> {
  const ignore = (): void => {};
  const report = (message: unknown, error: unknown): void => logger.error({ err: error }, String(message));
  return { error: report, warn: ignore, info: ignore, verbose: ignore, debug: ignore };
}
