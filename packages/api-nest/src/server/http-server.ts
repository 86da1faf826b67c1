import type { IdGenerator, Telemetry } from '@annals/domain';
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { limitBodyTime } from '../http/body-time.js';
import { exchangeOf } from '../http/exchange.js';
import { problemJson, problemKinds, type ProblemCode } from '../http/problem.js';
import { metricMethodOf, otherMethod, unmatchedRoute } from '../http/route-of.js';

/** How long clients may take, and how much they may send before the body. */
export interface HttpLimits {
  /** From the first byte of a request to the last of its header. */
  readonly headersTimeoutMs: number;
  /** From the end of a request's header to its last byte, for every body but an upload. */
  readonly bodyTimeoutMs: number;
  /** Between two requests on one connection. */
  readonly keepAliveTimeoutMs: number;
  /** Without a byte in either direction, while an answer is read say. */
  readonly idleTimeoutMs: number;
  /** How often slow requests are looked for. */
  readonly checkIntervalMs: number;
  /** The most bytes of request line and header. */
  readonly maxHeaderBytes: number;
}

/**
 * A minute is enough for a batch of 4 MiB over a slow line; load balancers keep idle connections for 60 s, so the server keeps them
 * longer. The attributes of a CloudEvent in binary mode, 16 KiB, take up to three times that in percent-encoding.
 */
export const defaultHttpLimits: HttpLimits = {
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 60_000,
  keepAliveTimeoutMs: 65_000,
  idleTimeoutMs: 120_000,
  checkIntervalMs: 1_000,
  maxHeaderBytes: 64 * 1024,
};

/** What answers requests. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** What a server is made with. */
export interface HttpServerOptions {
  readonly limits: HttpLimits;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** What requests and answers are made of; Node's own where absent. */
  readonly classes?: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>;
}

/** Makes a server, not listening, whose own refusals (400, 408, 431) are problems too, each with a line in the log and counted. */
export function createHttpServer(
  handler: RequestHandler,
  { limits, ids, logger, telemetry, classes = {} }: HttpServerOptions,
): Server {
  const server = createServer({
    ...classes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    maxHeaderSize: limits.maxHeaderBytes,
    requireHostHeader: false,
  });
  server.timeout = limits.idleTimeoutMs;
  const answered = new WeakMap<Socket, ServerResponse>();
  const note = (status: number, requestId: string, method: string = otherMethod): void => {
    logger.info({ requestId, status }, 'request refused');
    telemetry.count('annals_http_requests_total', {
      route: unmatchedRoute,
      method: metricMethodOf(method),
      status: String(status),
    });
  };
  const serve: RequestHandler = (request, response) => {
    answered.set(request.socket, response);
    const late = (): unknown => server.emit('clientError', bodyTimeout(), request.socket);
    limitBodyTime(request, response, limits.bodyTimeoutMs, late);
    if (request.headers.host === undefined && request.httpVersion === '1.1')
      refuseHostless(response, ids.nextId(), note);
    else handler(request, response);
  };
  // A body is asked for when it is read, and not where the header alone gets it refused.
  server.on('request', serve).on('checkContinue', serve).on('checkExpectation', serve);
  // Node would close the connection without a word; what it leaves to this listener has none of its own for faults.
  server.on('connect', ({ method }, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    refuse(socket, { code: 'bad-request', detail: 'This server is no proxy.' }, ids.nextId(), note, method);
    socket.destroySoon();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const last = answered.get(socket);
    const midAnswer = last !== undefined && last.headersSent && !last.writableFinished;
    // What came whole is being answered: a refusal of what came behind it would be taken for that answer.
    const unanswered = last !== undefined && !last.headersSent;
    const midBody = unanswered && !last.req.complete;
    const isGone = error.code === 'ECONNRESET' || (midBody && error.code === 'HPE_INVALID_EOF_STATE');
    if (!socket.writable || midAnswer || isGone) socket.destroy(error);
    else if (midBody) answerRefusal(last, refusalOf(error.code), exchangeOf(last.req).id);
    else if (unanswered) last.setHeader('Connection', 'close');
    else refuse(socket, refusalOf(error.code), ids.nextId(), note);
  });
  return server;
}

/** As Node itself would tell it. */
function bodyTimeout(): Error {
  return Object.assign(new Error('the body took too long'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
}

/** Tells the log and the figures of a refusal. */
type NoteRefusal = (status: number, requestId: string, method?: string) => void;

interface Refusal {
  readonly code: ProblemCode;
  readonly detail: string;
}

function refusalOf(errorCode: string | undefined): Refusal {
  switch (errorCode) {
    case 'HPE_HEADER_OVERFLOW':
      return { code: 'headers-too-large', detail: 'The request line and the header are too large together.' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'request-timeout', detail: 'The request did not arrive whole in time.' };
    default:
      return { code: 'bad-request', detail: 'This is not an HTTP request.' };
  }
}

/** Node's own refusal has no body. @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2 */
function refuseHostless(response: ServerResponse, requestId: string, note: NoteRefusal): void {
  answerRefusal(response, { code: 'bad-request', detail: 'The request has no Host header.' }, requestId);
  note(400, requestId, response.req.method);
}

/** Refuses a request that has begun: what is refused is its answer. */
function answerRefusal(response: ServerResponse, { code, detail }: Refusal, requestId: string): void {
  const body = problemJson(code, { detail }, { requestId });
  response.writeHead(problemKinds[code].status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'X-Request-Id': requestId,
    Connection: 'close',
  });
  response.end(body);
}

function refuse(
  socket: Socket,
  { code, detail }: Refusal,
  requestId: string,
  note: NoteRefusal,
  method?: string,
): void {
  const { status, title } = problemKinds[code];
  const body = problemJson(code, { detail }, { requestId });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  note(status, requestId, method);
}
