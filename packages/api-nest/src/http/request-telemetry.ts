import { noTelemetry, type Span, type SpanAttributes, type Telemetry } from '@annals/domain';
import type { Request, Response } from 'express';
import { exchangeOf } from './exchange.js';
import { metricMethodOf, routeOf, unmatchedRoute } from './route-of.js';
import { statusOf } from './when-answered.js';

/** The most characters of what a request says that a span takes. */
const maxLength = 1_024;

/** What ends with an answer. */
export type EndRequest = () => void;

/**
 * Puts a request in a span, counts and times it. Nothing of a query, a header field but `User-Agent`, or a body is said.
 *
 * @param answer answers the request within the span, and is given what is to be called once it is answered
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function measureRequest(
  telemetry: Telemetry,
  request: Request,
  response: Response,
  answer: (end: EndRequest) => void,
): void {
  if (telemetry === noTelemetry) {
    answer(() => {});
    return;
  }
  const { traceparent } = request.headers;
  const options = {
    kind: 'server',
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
  } as const;
  const { promise: answered, resolve } = Promise.withResolvers<undefined>();
  void telemetry.inSpan(request.method, options, (span) => {
    const trace = telemetry.current();
    if (trace !== undefined) exchangeOf(request).trace = trace;
    answer(() => {
      if (span.isRecording) tell(span, request, response);
      measure(telemetry, request, response);
      resolve(undefined);
    });
    return answered;
  });
}

function tell(span: Span, request: Request, response: Response): void {
  const route = routeOf(request);
  const status = statusOf(response);
  if (route !== undefined) span.rename(`${request.method} ${route}`);
  span.set({
    ...attributesOf(request),
    'http.route': route,
    'http.response.status_code': response.headersSent ? status : undefined,
    'annals.request.aborted': exchangeOf(request).isAborted,
  });
  if (status >= 500 || response.errored) span.fail(exchangeOf(request).fault ?? String(status));
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
    'annals.request.id': exchangeOf(request).id,
  };
}

function hostOf(host: string | undefined): readonly [string | undefined, number | undefined] {
  const [, address, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host ?? '') ?? [];
  return [address === '' ? undefined : address?.slice(0, maxLength), port === undefined ? undefined : Number(port)];
}

function measure(telemetry: Telemetry, request: Request, response: Response): void {
  const labels = {
    route: routeOf(request) ?? unmatchedRoute,
    method: metricMethodOf(request.method),
    status: String(statusOf(response)),
  };
  telemetry.count('annals_http_requests_total', labels);
  const seconds = (performance.now() - exchangeOf(request).startedMs) / 1000;
  telemetry.observe('annals_http_request_duration_seconds', labels, seconds);
}
