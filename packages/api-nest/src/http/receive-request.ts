import type { IdGenerator, Telemetry } from '@annals/domain';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { exchangeOf } from './exchange.js';
import { logRequest } from './request-log.js';
import { measureRequest } from './request-telemetry.js';
import { whenAnswered } from './when-answered.js';

/** What a caller may choose as the id of its request. */
const requestIdForm = /^[A-Za-z0-9._-]{1,128}$/;

/** Where what is known of requests goes. */
export interface Observers {
  readonly ids: IdGenerator;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

/**
 * What stands before everything else: gives a request its id, has it measured and logged once it is answered, and takes
 * what it accepts in the one form that the rest reads. One handler, as each more is a step of Express for every request.
 */
export function receiveRequest({ ids, logger, telemetry }: Observers): RequestHandler {
  return (request, response, next) => {
    const exchange = exchangeOf(request);
    exchange.id = requestIdOf(request.headers['x-request-id'], ids);
    request.headers.accept = plainAccept(request.headers.accept);
    // A fault that nobody listens for ends the process.
    response.on('error', (error) => (exchange.fault ??= error));
    measureRequest(telemetry, request, response, (end) => {
      exchange.endEarly = whenAnswered(response, (isWhole) => {
        if (!isWhole) exchange.isAborted = true;
        // A stream that fails breaks its answer off before anybody catches what it throws.
        exchange.fault ??= response.errored ?? undefined;
        end();
        logRequest(logger, request, response);
      });
      next();
    });
  };
}

/** The id of a request: the caller's own where it has the form, else a new one. */
function requestIdOf(sent: string | string[] | undefined, ids: IdGenerator): string {
  return typeof sent === 'string' && requestIdForm.test(sent) ? sent : ids.nextId();
}

/** The media types that a request accepts without their case and parameters, weights apart: they say nothing here. */
function plainAccept(accept: string | undefined): string | undefined {
  return accept?.toLowerCase().replace(/;(?!\s*q=)[^,;]*/g, '');
}
