import { noTelemetry, type Span, type SpanAttributes, type Telemetry, type TraceContext } from '@annals/domain';
import type { Request, RequestHandler, Response } from 'express';
import { metricMethodOf, routeOf, unmatchedRoute } from './route-of.js';

/** nginx's status of a request whose client left before the answer. */
const clientGone = 499;

/** The most characters of what a request says that a span takes. */
const maxLength = 1_024;

const traces = new WeakMap<Request, TraceContext>();

/** The span of a request; `undefined` where nothing traces. */
export function traceOf(request: Request): TraceContext | undefined {
  return traces.get(request);
}

/** The status that a request was answered with, or would have been had its client stayed. */
export function statusOf(response: Response): number {
  return response.headersSent ? response.statusCode : clientGone;
}

/**
 * Puts every request in a span, counts and times it. Nothing of a query, a header field but `User-Agent`, or a body is said.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function requestTelemetry(telemetry: Telemetry): RequestHandler {
  if (telemetry === noTelemetry) return (_request, _response, next) => next();
  return (request, response, next) => {
    const startedMs = performance.now();
    const traceparent = request.headers.traceparent;
    const options = {
      kind: 'server',
      attributes: attributesOf(request),
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    } as const;
    const { promise: answered, resolve } = Promise.withResolvers<undefined>();
    void telemetry.inSpan(request.method, options, (span) => {
      const trace = telemetry.current();
      if (trace !== undefined) traces.set(request, trace);
      onceAnswered(response, () => {
        finish(request, response, span);
        measure(request, response, telemetry, startedMs);
        resolve(undefined);
      });
      next();
      return answered;
    });
  };
}

/** Runs once the last byte was handed to the system, or the connection is gone, whichever comes first. */
function onceAnswered(response: Response, run: () => void): void {
  let isDone = false;
  const once = (): void => {
    if (isDone) return;
    isDone = true;
    run();
  };
  response.once('finish', once).once('close', once);
}

function attributesOf(request: Request): SpanAttributes {
  const { host, 'user-agent': userAgent } = request.headers;
  const [address, port] = hostOf(host);
  return {
    'http.request.method': metricMethodOf(request.method),
    'url.path': request.path.slice(0, maxLength),
    'url.scheme': request.protocol,
    'network.protocol.version': request.httpVersion,
    'server.address': address,
    'server.port': port,
    'user_agent.original': userAgent?.slice(0, maxLength),
    'annals.request.id': typeof request.id === 'string' ? request.id : undefined,
  };
}

function hostOf(host: string | undefined): readonly [string | undefined, number | undefined] {
  const [, address, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host ?? '') ?? [];
  return [address === '' ? undefined : address?.slice(0, maxLength), port === undefined ? undefined : Number(port)];
}

function finish(request: Request, response: Response, span: Span): void {
  const route = routeOf(request);
  const status = statusOf(response);
  if (route !== undefined) span.rename(`${request.method} ${route}`);
  span.set({
    'http.route': route,
    'http.response.status_code': response.headersSent ? status : undefined,
    'annals.request.aborted': response.writableFinished ? undefined : true,
  });
  if (status >= 500) span.fail(response.err ?? String(status));
}

function measure(request: Request, response: Response, telemetry: Telemetry, startedMs: number): void {
  const labels = {
    route: routeOf(request) ?? unmatchedRoute,
    method: metricMethodOf(request.method),
    status: String(statusOf(response)),
  };
  telemetry.count('annals_http_requests_total', labels);
  telemetry.observe('annals_http_request_duration_seconds', labels, (performance.now() - startedMs) / 1000);
}
