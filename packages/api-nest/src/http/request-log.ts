import { parseTraceparent } from '@annals/domain';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { accessNoteOf } from '../auth/access-note.js';
import { statusOf, traceOf } from './request-telemetry.js';
import { routeOf } from './route-of.js';

/** What a request's line says beside what it always says. */
type LineFacts = Readonly<Record<string, string | number | undefined>>;

const notes = new WeakMap<Response, LineFacts>();

/** Has the line of a request say more: ids and counts, never anything else of a request. */
export function noteInLine(response: Response, facts: LineFacts): void {
  notes.set(response, { ...notes.get(response), ...facts });
}

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

function line(request: Request, response: Response, durationMs: unknown): object {
  return {
    method: request.method,
    route: routeOf(request),
    status: statusOf(response),
    durationMs,
    ...accessNoteOf(request),
    ...traceOfLine(request),
    ...notes.get(response),
    ...(!response.writableFinished && { aborted: true }),
  };
}

/** The trace that a request belongs to; where nothing traces, the one that its caller says it belongs to. */
function traceOfLine(request: Request): LineFacts {
  const trace = traceOf(request);
  if (trace !== undefined) return { traceId: trace.traceId, spanId: trace.spanId };
  const { traceparent } = request.headers;
  const sent = typeof traceparent === 'string' ? parseTraceparent(traceparent) : undefined;
  return sent === undefined ? {} : { traceId: sent.traceId };
}
