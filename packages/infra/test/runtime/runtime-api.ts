import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a function is invoked with. */
export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** In milliseconds since 1970. */
  readonly deadlineMs: number;
  readonly functionArn: string;
  /** X-Ray's header: `Root=…;Parent=…;Sampled=1`. */
  readonly traceId: string;
}

/** What a runtime says of a failure, of an invocation or of its start. */
export interface RuntimeFailure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** What a runtime answers an invocation with. */
export type RuntimeAnswer =
  /** @property payload JSON */
  { readonly kind: 'answered'; readonly payload: string } | ({ readonly kind: 'failed' } & RuntimeFailure);

/** What becomes of a runtime, told to whoever runs it. */
export interface RuntimeEvents {
  /** It asks for an invocation, and there is none. */
  idle(): void;
  initFailed(failure: RuntimeFailure): void;
}

/** The most bytes of an invocation, and of its answer. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const maxPayloadBytes = 6 * 1024 * 1024;

/**
 * The side of the Runtime API that Lambda has: one server for one execution environment.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #events: RuntimeEvents;
  #asking: ServerResponse | undefined;
  #current: { readonly invocation: Invocation; settle(answer: RuntimeAnswer): void } | undefined;

  private constructor(events: RuntimeEvents) {
    this.#events = events;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** Listens on a free port of this machine. */
  static async start(events: RuntimeEvents): Promise<RuntimeApi> {
    const api = new RuntimeApi(events);
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  /** What `AWS_LAMBDA_RUNTIME_API` is: host and port. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Hands an invocation to the runtime, as soon as it asks; settles with what it answers, and never where it does not. */
  invoke(invocation: Invocation): Promise<RuntimeAnswer> {
    return new Promise((settle) => {
      this.#current = { invocation, settle };
      const asking = this.#asking;
      this.#asking = undefined;
      if (asking !== undefined) hand(invocation, asking);
    });
  }

  /** Cuts the runtime off. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const [, id, what] =
      /^\/2018-06-01\/runtime\/(?:invocation\/|(?=init\/))([^/]+)(?:\/(\w+))?$/.exec(request.url!) ?? [];
    const asked = `${request.method} ${what ?? id}`;
    if (asked === 'GET next') this.#next(response);
    else if (id === 'init' && asked === 'POST error') {
      acknowledge(response);
      this.#events.initFailed(JSON.parse(body) as RuntimeFailure);
    } else if (asked === 'POST response' || asked === 'POST error') this.#answer(id!, what!, body, response);
    else response.writeHead(404).end();
  }

  #next(response: ServerResponse): void {
    if (this.#current !== undefined) hand(this.#current.invocation, response);
    else {
      this.#asking = response;
      this.#events.idle();
    }
  }

  #answer(id: string, what: string, body: string, response: ServerResponse): void {
    const current = this.#current;
    if (current?.invocation.requestId !== id) {
      refuse(response, 400, { errorMessage: 'Invalid request ID', errorType: 'InvalidRequestID' });
      return;
    }
    this.#current = undefined;
    const answer = answerOf(what, body);
    if (what === 'response' && answer.kind === 'failed') refuse(response, 413, answer);
    else acknowledge(response);
    current.settle(answer);
  }
}

function answerOf(what: string, body: string): RuntimeAnswer {
  if (what === 'error') {
    const { errorType, errorMessage } = JSON.parse(body) as RuntimeFailure;
    return { kind: 'failed', errorType, errorMessage };
  }
  const size = Buffer.byteLength(body);
  if (size <= maxPayloadBytes) return { kind: 'answered', payload: body };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`;
  return { kind: 'failed', errorType: 'Function.ResponseSizeTooLarge', errorMessage };
}

function hand({ requestId, payload, deadlineMs, functionArn, traceId }: Invocation, response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': requestId,
    'Lambda-Runtime-Deadline-Ms': String(deadlineMs),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn,
    'Lambda-Runtime-Trace-Id': traceId,
  });
  response.end(payload);
}

function acknowledge(response: ServerResponse): void {
  response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
}

function refuse(response: ServerResponse, status: number, { errorMessage, errorType }: RuntimeFailure): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ errorMessage, errorType }));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
