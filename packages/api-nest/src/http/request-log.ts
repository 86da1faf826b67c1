import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { accessNoteOf } from '../auth/access-note.js';
import { traceIdOf } from './request-context.js';

/** nginx's status of a request whose client left before the answer. */
const clientGone = 499;

/**
 * Logs one line a request: never a payload, a query or a header. A fault stands in the same line, with its causes.
 * `request.log` carries the request's id.
 */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp<Request, Response>({
    logger,
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'durationMs' },
    wrapSerializers: false,
    serializers: { req: () => undefined },
    customLogLevel: (_request, response, error) =>
      response.statusCode >= 500 || (error ?? response.err) !== undefined ? 'error' : 'info',
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: (request, response, { durationMs }) => line(request, response, durationMs),
    customErrorObject: (request, response, _error, { durationMs }) => ({
      ...line(request, response, durationMs),
      ...(response.err !== undefined && { err: response.err }),
    }),
  }) as RequestHandler;
}

/** The pattern of the route that took a request; a middleware's wildcard is none. */
function routeOf(request: Request): string | undefined {
  const path = (request.route as { readonly path: string } | undefined)?.path;
  return path?.includes('*') === true ? undefined : path;
}

function line(request: Request, response: Response, durationMs: unknown): object {
  const traceId = traceIdOf(request.headers.traceparent);
  return {
    method: request.method,
    route: routeOf(request),
    status: response.headersSent ? response.statusCode : clientGone,
    durationMs,
    ...accessNoteOf(request),
    ...(traceId !== undefined && { traceId }),
    ...(!response.writableFinished && { aborted: true }),
  };
}
