import { getEndpointFromInstructions, type EndpointParameterInstructionsSupplier } from '@smithy/core/endpoints';
import { HttpRequest } from '@smithy/core/protocols';
import type { IncomingMessage } from 'node:http';
import type {
  AuthScheme,
  DeserializeHandler,
  EndpointV2,
  HandlerExecutionContext,
  HttpAuthScheme,
  HttpResponse,
  InitializeHandler,
  MetadataBearer,
  MiddlewareStack,
  Provider,
  RequestHandler,
} from '@smithy/types';

/** A client of the SDK, as far as calls need it that go around its slow parts. */
export interface SdkClient {
  /** A `MiddlewareStack` of the client's own inputs and outputs. */
  readonly middlewareStack: { readonly clone: () => unknown };
  readonly config: {
    readonly region: Provider<string>;
    readonly systemClockOffset: number;
    readonly disableClockSkewCorrection?: unknown;
    /** Makes what signs requests to an endpoint, with the client's credentials, which it renews. */
    readonly signer: (authScheme?: AuthScheme) => Promise<unknown>;
    readonly httpAuthSchemes: readonly HttpAuthScheme[];
    readonly requestHandler: Pick<RequestHandler<HttpRequest, HttpResponse>, 'handle'>;
  };
}

/** A request before it is sent, as far as an operation decides it. */
interface DirectRequest {
  readonly method: string;
  /** Below the endpoint's own path, with its slash, encoded. */
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** How an operation is written, and its answer read. */
export interface DirectOperation<I extends object, O extends object> {
  /** `BatchExecuteStatement` … */
  readonly name: string;
  /** The SDK's command of the operation, and an input of the kind that all calls have: they say where requests go. */
  readonly endpointOf: { readonly command: EndpointParameterInstructionsSupplier; readonly input: object };
  readonly write: (input: I) => DirectRequest;
  /** Reads an answer; throws the error that it is, with the fields that errors of the SDK have. */
  readonly read: (response: HttpResponse, body: Buffer) => O & MetadataBearer;
}

/**
 * What a client's middleware does that these calls do without or in another way. The rest stays: the SDK's own retries and their back-off,
 * telemetry, and whatever else was added.
 */
const replaced = [
  'loggerMiddleware',
  'serializerMiddleware',
  'deserializerMiddleware',
  'contentLengthMiddleware',
  'hostHeaderMiddleware',
  'getUserAgentMiddleware',
  'recursionDetectionMiddleware',
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
] as const;

/**
 * Makes calls of one operation with the connections, timeouts, credentials, signatures and retries of a client of the SDK, and with all
 * that was added to it, but without its schemas and rules for endpoints: they take ten times what everything else does. Where requests go
 * is asked once.
 *
 * @param leftOut further middleware of the client's kind to do without
 * @returns makes a call; rejects as the client's `send` does
 */
export function directCalls<I extends object, O extends object>(
  client: SdkClient,
  operation: DirectOperation<I, O>,
  leftOut: readonly string[] = [],
): (input: I) => Promise<O> {
  let handler: Promise<InitializeHandler<I, O & MetadataBearer>> | undefined;
  return async (input) => {
    handler ??= handlerOf(client, operation, leftOut);
    // What cannot be found out now may be the next time: the region's file, say.
    handler.catch(() => (handler = undefined));
    const { output } = await (await handler)({ input });
    return output;
  };
}

async function handlerOf<I extends object, O extends object>(
  client: SdkClient,
  operation: DirectOperation<I, O>,
  leftOut: readonly string[],
): Promise<InitializeHandler<I, O & MetadataBearer>> {
  const { command, input } = operation.endpointOf;
  const endpoint = await getEndpointFromInstructions(input, command, client.config);
  const stack = client.middlewareStack.clone() as MiddlewareStack<I, O & MetadataBearer>;
  for (const name of [...replaced, ...leftOut]) stack.remove(name);
  stack.add((next) => (args) => next({ ...args, request: requestOf(operation.write(args.input), endpoint) }), {
    step: 'serialize',
    name: 'writeDirectly',
  });
  stack.add(
    (next) => async (args) => {
      const { response } = await next(args);
      return { response, output: await readAnswer(operation, response as HttpResponse) };
    },
    { step: 'deserialize', name: 'readDirectly' },
  );
  addSignature(stack, client, endpoint);
  const send = ((args) => client.config.requestHandler.handle(args.request as HttpRequest)) as DeserializeHandler<
    I,
    O & MetadataBearer
  >;
  const context = { commandName: `${operation.name}Command`, endpointV2: endpoint } as HandlerExecutionContext;
  return stack.resolve(send, context);
}

/** Signs each try as the SDK does, which also learns from answers how far this clock is off. */
function addSignature<I extends object, O extends object>(
  stack: MiddlewareStack<I, O>,
  client: SdkClient,
  endpoint: EndpointV2,
): void {
  const { signer } = client.config.httpAuthSchemes.find(({ schemeId }) => schemeId === 'aws.auth#sigv4')!;
  const [scheme] = endpoint.properties?.authSchemes ?? [];
  // The client's configuration makes another for each request.
  let made: Promise<unknown> | undefined;
  const signerOnce = (): Promise<unknown> => (made ??= client.config.signer(scheme));
  const { systemClockOffset, disableClockSkewCorrection } = client.config;
  const config = { systemClockOffset, disableClockSkewCorrection, signer: signerOnce };
  stack.add(
    (next, context) => async (args) => {
      const properties = { config, context };
      // The SDK's signer asks its configuration for credentials, not this identity.
      const request = await signer.sign(args.request as HttpRequest, {}, properties);
      const answered = await next({ ...args, request }).catch(signer.errorHandler!(properties));
      signer.successHandler!(answered.response, properties);
      return answered;
    },
    { step: 'finalizeRequest', name: 'signDirectly' },
  );
}

function requestOf({ method, path, query, headers, body }: DirectRequest, { url }: EndpointV2): HttpRequest {
  return new HttpRequest({
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    method,
    path: `${url.pathname.replace(/\/$/, '')}${path}`,
    ...(query !== undefined && { query }),
    headers: {
      host: url.host,
      'user-agent': 'annals',
      ...headers,
      ...(body !== undefined && { 'content-length': String(body.length) }),
    },
    body,
  });
}

async function readAnswer<I extends object, O extends object>(
  operation: DirectOperation<I, O>,
  response: HttpResponse,
): Promise<O & MetadataBearer> {
  const body = await bodyOf(response.body as IncomingMessage);
  try {
    return operation.read(response, body);
  } catch (error) {
    // The SDK's retries and its clock read the headers of what failed.
    if (error instanceof Error) Object.defineProperty(error, '$response', { value: response, enumerable: false });
    throw error;
  }
}

/**
 * Most answers have come whole by the time that their head is read, and a look has none but that: they need not be listened to as they
 * come, but to the end of, after which their connection is free again. A loop over the stream would be shorter, and takes longer than
 * everything else here.
 */
function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    const whole = stream.complete ? (stream.read() as Buffer | null) : undefined;
    if (whole === undefined) stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
    else if (whole !== null) chunks.push(whole);
  });
}
