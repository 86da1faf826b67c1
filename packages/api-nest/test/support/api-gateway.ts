import { readFileSync } from 'node:fs';
import type { SentAnswer, SentRequest } from './http-subject.js';

/** How one kind of API Gateway turns requests into invocations, and what a function returns into answers. */
export interface Gateway {
  readonly kind: 'rest-api' | 'http-api';
  invocation(method: string, path: string, request?: SentRequest): Invocation;
  answer(returned: unknown): SentAnswer;
  /** The address that is left of one that a client sent: gateways decode paths, and so lose what was encoded in them. */
  passedOn(path: string): string;
}

/** What a function is invoked with. */
export interface Invocation {
  readonly requestContext: Readonly<Record<string, unknown>>;
}

/** A request as AWS documents it; `README.md` beside the files says where. */
export function documented(name: string): Record<string, unknown> & { requestContext: Record<string, unknown> } {
  const file = new URL(`../fixtures/api-gateway/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof documented>;
}

/** A REST API with `ANY /{proxy+}` and `ANY /`, its stage `prod`, and `binaryMediaTypes: *\/*`. */
export const restApi: Gateway = {
  kind: 'rest-api',
  invocation: (method, address, { headers = {}, body } = {}) => {
    const base = documented('rest-api');
    const { path, query } = split(address);
    const proxy = decode(path.slice(1));
    const values: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
    for (const [name, value] of new URLSearchParams(query)) (values[name] ??= []).push(value);
    // The order of the parameters is not preserved.
    const parameters = Object.entries(values).reverse();
    const resource = path === '/' ? '/' : '/{proxy+}';
    return {
      ...base,
      resource,
      path,
      httpMethod: method,
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      queryStringParameters: orNull(parameters.map(([name, each]) => [name, each.at(-1)])),
      multiValueQueryStringParameters: orNull(parameters),
      pathParameters: path === '/' ? null : { proxy },
      requestContext: {
        ...base.requestContext,
        path: `/prod${path}`,
        stage: 'prod',
        resourcePath: resource,
        httpMethod: method,
      },
      body: body === undefined ? null : Buffer.from(body).toString('base64'),
      isBase64Encoded: body !== undefined,
    };
  },
  answer: (returned) => {
    const { multiValueHeaders, ...rest } = returned as Returned & { multiValueHeaders: Record<string, string[]> };
    return answerOf(
      rest,
      Object.entries(multiValueHeaders).map(([name, values]) => [name, values.join(', ')]),
    );
  },
  passedOn: (path) => path,
};

/** An HTTP API with the route `$default` and payload format 2.0. */
export const httpApi: Gateway = {
  kind: 'http-api',
  invocation: (method, address, { headers = {}, body } = {}) => {
    const base = documented('http-api');
    const { query } = split(address);
    const path = passedPath(address);
    const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    const type = lowered.find(([name]) => name === 'content-type')?.[1] ?? '';
    const isText = /^(?:text\/|application\/(?:json|xml|javascript)(?:;|$))/.test(type);
    const { queryStringParameters: _, pathParameters: __, cookies: ___, body: ____, ...kept } = base;
    return {
      ...kept,
      rawPath: path,
      rawQueryString: query,
      headers: Object.fromEntries(lowered),
      requestContext: {
        ...base.requestContext,
        authorizer: undefined,
        http: { ...(base.requestContext['http'] as object), method, path },
      },
      ...(body !== undefined && { body: Buffer.from(body).toString(isText ? 'utf8' : 'base64') }),
      isBase64Encoded: body !== undefined && !isText,
    };
  },
  answer: (returned) => {
    const { headers, ...rest } = returned as Returned & { headers: Record<string, string> };
    return answerOf(rest, Object.entries(headers));
  },
  passedOn: (address) => {
    const { query } = split(address);
    return encodeURI(passedPath(address)).replaceAll('#', '%23') + (query === '' ? '' : `?${query}`);
  },
};

/** Who signs the requests of tests. */
const signer = 'arn:aws:iam::123456789012:user/alice';

/** What the gateway adds to an invocation once it has verified a signature. */
export function signed<T extends Invocation>(invocation: T): T {
  const { requestContext: context } = invocation;
  const requestContext =
    'identity' in context
      ? { ...context, identity: { ...(context['identity'] as object), userArn: signer, caller: 'AIDAEXAMPLE' } }
      : { ...context, authorizer: { iam: { userArn: signer, userId: 'AIDAEXAMPLE' } } };
  return { ...invocation, requestContext };
}

/** What the gateway adds to an invocation once its authoriser has verified a token; the claims of one are text. */
export function authorized<T extends Invocation>(invocation: T, claims: Readonly<Record<string, string>>): T {
  const { requestContext: context } = invocation;
  const authorizer = 'identity' in context ? { claims } : { jwt: { claims, scopes: null } };
  return { ...invocation, requestContext: { ...context, authorizer } };
}

/** A gateway that adds something to every invocation. */
export function adding(gateway: Gateway, add: (invocation: Invocation) => Invocation): Gateway {
  return { ...gateway, invocation: (...request) => add(gateway.invocation(...request)) };
}

interface Returned {
  readonly statusCode: number;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

function answerOf(
  { statusCode, body, isBase64Encoded }: Returned,
  headers: readonly (readonly string[])[],
): SentAnswer {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  return { status: statusCode, headers: Object.fromEntries(headers) as SentAnswer['headers'], body: text };
}

function split(address: string): { readonly path: string; readonly query: string } {
  const start = address.indexOf('?');
  return start === -1
    ? { path: address, query: '' }
    : { path: address.slice(0, start), query: address.slice(start + 1) };
}

/** Decoded, and cut off where a question mark was encoded. */
function passedPath(address: string): string {
  return decode(split(address).path).split('?', 1)[0]!;
}

/** As Java decodes: what is no UTF-8 becomes U+FFFD. */
function decode(path: string): string {
  const bytes = path.replace(/%([0-9A-Fa-f]{2})/g, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function orNull(entries: readonly (readonly [string, unknown])[]): object | null {
  return entries.length === 0 ? null : Object.fromEntries(entries);
}
