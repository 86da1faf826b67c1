import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { httpPath, restPath } from './gateway-path.js';

/** What API Gateway sends: the request of a REST API (payload format 1.0) or of an HTTP API (2.0). */
export type GatewayRequest = APIGatewayProxyEvent | APIGatewayProxyEventV2;

/** A request as serverless-express takes it. */
export interface RequestValues {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  /** Values of one name are joined as Node joins them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly remoteAddress: string;
}

/** Whether a request is one of an HTTP API. */
export function isHttpApi(request: GatewayRequest): request is APIGatewayProxyEventV2 {
  return 'version' in request && request.version === '2.0';
}

/** Whether something that the function was invoked with is a request at all. */
export function isGatewayRequest(value: unknown): value is GatewayRequest {
  if (!isObject(value) || !isObject(value['requestContext'])) return false;
  return typeof value['rawPath'] === 'string' || typeof value['path'] === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Reads a request. What the gateway has decoded is encoded again, so that the app sees what a client sent to a server of its own. */
export function readGatewayRequest(request: GatewayRequest): RequestValues {
  const body = bodyOf(request);
  if (isHttpApi(request)) {
    const { requestContext, rawQueryString, headers } = request;
    return {
      method: requestContext.http.method,
      path: address(httpPath(request), rawQueryString),
      headers: headersOf(headers, body),
      body,
      remoteAddress: requestContext.http.sourceIp,
    };
  }
  return {
    method: request.httpMethod,
    path: address(restPath(request), restQuery(request)),
    headers: headersOf(restHeaders(request), body),
    body,
    remoteAddress: request.requestContext.identity.sourceIp,
  };
}

function address(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`;
}

/** A REST API decodes the query, loses the order of different parameters, and keeps every value of a repeated one. */
function restQuery({ multiValueQueryStringParameters: parameters }: APIGatewayProxyEvent): string {
  return Object.entries(parameters ?? {})
    .flatMap(([name, values]) =>
      (values ?? []).map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
    )
    .join('&');
}

/** The console's own test sends null for both. */
interface RestHeaders {
  readonly headers: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[] | undefined>> | null;
}

function restHeaders({ multiValueHeaders, headers }: RestHeaders): Readonly<Record<string, string | undefined>> {
  if (multiValueHeaders === null) return headers ?? {};
  return Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name, values?.join(', ')]));
}

/** Names in lower case. The body is here already, whole: its length is what it is, and nothing waits to be asked for. */
function headersOf(sent: Readonly<Record<string, string | undefined>>, body: Buffer): Record<string, string> {
  const headers: [string, string][] = [];
  for (const [sentName, value] of Object.entries(sent)) {
    const name = sentName.toLowerCase();
    if (value !== undefined && !bodyHeaders.has(name)) headers.push([name, value]);
  }
  if (body.length > 0) headers.push(['content-length', String(body.length)]);
  return Object.fromEntries(headers);
}

const bodyHeaders = new Set(['content-length', 'transfer-encoding', 'expect']);

function bodyOf({ body, isBase64Encoded }: GatewayRequest): Buffer {
  return Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
}
