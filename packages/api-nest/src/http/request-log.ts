import { parseTraceparent } from '@annals/domain';
import type { Request, Response } from 'express';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { exchangeOf, type Exchange, type LineFacts } from './exchange.js';
import { routeOf } from './route-of.js';
import { statusOf } from './when-answered.js';

/**
 * Logs the one line of a request: never a payload, a query or a header. A fault stands in the same line, with its causes.
 *
 * pino-http would do as much by two loggers for each request, which takes ten times as long as the line itself.
 */
export function logRequest(logger: Logger, request: Request, response: Response): void {
  const exchange = exchangeOf(request);
  const isFailed = response.statusCode >= 500 || exchange.fault !== undefined;
  logger[isFailed ? 'error' : 'info'](line(request, response, exchange), 'request');
  exchange.isTold = true;
}

/** Has the line of a request tell a fault; one that comes after it, as the client did not wait for it, gets a line of its own. */
export function logFault(logger: Logger, request: IncomingMessage, fault: Error): void {
  const exchange = exchangeOf(request);
  if (exchange.isTold !== true) exchange.fault = fault;
  else if (exchange.fault === undefined)
    logger.error({ requestId: exchange.id, err: fault }, 'a request failed that nobody waited for');
}

function line(request: Request, response: Response, exchange: Exchange): object {
  return {
    requestId: exchange.id,
    method: request.method,
    route: routeOf(request),
    status: statusOf(response),
    durationMs: Math.round(performance.now() - exchange.startedMs),
    ...exchange.access,
    ...traceOfLine(request, exchange),
    ...exchange.facts,
    aborted: exchange.isAborted,
    err: exchange.fault,
  };
}

/** The trace that a request belongs to; where nothing traces, the one that its caller says it belongs to. */
function traceOfLine(request: Request, { trace }: Exchange): LineFacts {
  if (trace !== undefined) return { traceId: trace.traceId, spanId: trace.spanId };
  const { traceparent } = request.headers;
  return { traceId: typeof traceparent === 'string' ? parseTraceparent(traceparent)?.traceId : undefined };
}
