import { parseTraceparent } from '@annals/domain';
import type { Request, Response } from 'express';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { exchangeOf, type Exchange } from './exchange.js';
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

/** Written out: to spread an object among other members takes as long as all else of a line. */
function line(request: Request, response: Response, exchange: Exchange): object {
  const { access, trace, facts } = exchange;
  const told = {
    requestId: exchange.id,
    method: request.method,
    route: routeOf(request),
    status: statusOf(response),
    durationMs: Math.round(performance.now() - exchange.startedMs),
    caller: access?.caller,
    refused: access?.refused,
    client: access?.client,
    traceId: trace?.traceId ?? statedTraceId(request),
    spanId: trace?.spanId,
    aborted: exchange.isAborted,
    err: exchange.fault,
  };
  return facts === undefined ? told : Object.assign(told, facts);
}

/** The trace that a request's caller says it belongs to. */
function statedTraceId({ headers: { traceparent } }: Request): string | undefined {
  return typeof traceparent === 'string' ? parseTraceparent(traceparent)?.traceId : undefined;
}
