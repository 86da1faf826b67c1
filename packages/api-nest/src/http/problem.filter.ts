import { EngineUnavailable } from '@annals/domain';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { sendAnswer, type Answer } from './answer.js';
import { exchangeOf } from './exchange.js';
import { Problem, problemJson, problemKinds, type ProblemCode } from './problem.js';
import { logFault } from './request-log.js';
import { allowedMethods } from './routes.js';

/** Presents whatever ends a request early as a problem, and hands faults of the service to the request's log line. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const answer = answerOf(exception, request);
    if (answer.status >= 500) logFault(this.logger, request, faultOf(exception));
    if (response.headersSent) response.destroy();
    else sendAnswer(request, response, answer);
  }
}

function answerOf(exception: unknown, request: Request): Answer {
  if (exception instanceof Problem) return problemAnswer(exception, request);
  if (exception instanceof EngineUnavailable) return problemAnswer(unavailable(exception), request);
  if (exception instanceof HttpException && exception.getStatus() === 404) return unrouted(request);
  const code: ProblemCode =
    exception instanceof HttpException && exception.getStatus() < 500 ? 'bad-request' : 'internal';
  const detail =
    code === 'internal'
      ? 'The service could not answer. Its log says why.'
      : 'The address of the request is malformed.';
  return problemAnswer(new Problem(code, { detail }), request);
}

/** No route has the method and the path together; maybe one has the path. */
function unrouted(request: Request): Answer {
  const methods = allowedMethods(request);
  if (methods.length === 0)
    return problemAnswer(new Problem('not-found', { detail: 'No resource has this address.' }), request);
  const headers = { Allow: methods.join(', ') };
  if (request.method === 'OPTIONS') return { status: 204, headers };
  const detail = `This address takes ${methods.join(', ')}.`;
  return problemAnswer(new Problem('method-not-allowed', { detail, headers }), request);
}

/** The 503 of an engine that cannot serve. */
function unavailable({ engine, retryAfterSeconds, cause }: EngineUnavailable): Problem {
  return new Problem('unavailable', {
    detail: `The ${engine} engine does not answer now. Nothing was recorded in part; try again.`,
    members: { engine },
    headers: { 'Retry-After': String(retryAfterSeconds) },
    cause,
  });
}

function problemAnswer({ code, details }: Problem, request: Request): Answer {
  return {
    status: problemKinds[code].status,
    headers: { 'Content-Type': 'application/problem+json; charset=utf-8', ...details.headers },
    body: problemJson(code, details, {
      // A request may name a whole URL, credentials included.
      instance: request.originalUrl.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '').split('?', 1)[0]!,
      requestId: exchangeOf(request).id,
    }),
  };
}

/** What the log gets: a problem stands for its cause. */
function faultOf(exception: unknown): Error {
  const fault = exception instanceof Problem ? (exception.cause ?? exception) : exception;
  return fault instanceof Error ? fault : new Error('a value that is no Error was thrown', { cause: fault });
}
