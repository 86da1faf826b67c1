import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { healthPaths, openMethods } from '../../lib/api/api-surface.js';
import type { Gateway } from '../../../api-nest/test/support/api-gateway.js';
import { sign, type SigningCredentials } from '../integration/signed-fetch.js';
import { place } from './function-definition.js';
import type { LambdaFunction } from './lambda-function.js';

/** An API in front of functions, whose callers sign their requests. */
export interface ApiOptions {
  readonly gateway: Gateway;
  /** The function behind a path, which is that of the API, without the stage. */
  readonly route: (path: string) => LambdaFunction;
  /** Whose signatures are taken. */
  readonly credentials: SigningCredentials;
}

/** The ARN of the one caller. */
const callerArn = `arn:aws:iam::${place.account}:user/story`;

/**
 * API Gateway with `AWS_IAM`, on a port of this machine: it verifies signatures, turns requests into invocations and what functions return
 * into answers. A REST API stands below its stage, as it does at its own address.
 */
export class ApiGatewayServer {
  readonly #server: Server;
  readonly #options: ApiOptions;
  readonly #stage: string;

  private constructor(options: ApiOptions) {
    this.#options = options;
    this.#stage = options.gateway.kind === 'rest-api' ? '/prod' : '';
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async start(options: ApiOptions): Promise<ApiGatewayServer> {
    const api = new ApiGatewayServer(options);
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  /** The address of the API, with its stage and without a slash at its end. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.#stage}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const url = new URL(request.url!, `http://${headers['host']!}`);
    const path = url.pathname.slice(this.#stage.length);
    if (!isOpen(request.method!, path) && !(await this.#isSigned(request.method!, url, headers, body))) {
      send(response, 403, { message: 'Missing Authentication Token' });
      return;
    }
    const sent = { headers, ...(body.length > 0 && { body }) };
    const invocation = this.#identified(this.#options.gateway.invocation(request.method!, path + url.search, sent));
    const returned = await this.#options.route(path).invoke(invocation);
    if (returned.kind === 'failed') {
      const [status, message] = this.#stage === '' ? [500, 'Internal Server Error'] : [502, 'Internal server error'];
      send(response, status, { message });
      return;
    }
    const answer = this.#options.gateway.answer(JSON.parse(returned.payload));
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  /** Whether the one caller has signed exactly this. */
  async #isSigned(method: string, url: URL, headers: Record<string, string>, body: Buffer): Promise<boolean> {
    const { authorization = '', 'x-amz-date': date = '' } = headers;
    const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
    const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
    const signedAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    if (names.length === 0 || Number.isNaN(signedAt.getTime())) return false;
    const added = new Set(['x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256']);
    const signed = names.filter((name) => !added.has(name)).map((name) => [name, headers[name] ?? '']);
    const expected = await sign(
      {
        method,
        url: url.href,
        headers: Object.fromEntries(signed) as Record<string, string>,
        ...(body.length > 0 && { body: body.toString('utf8') }),
      },
      { region: place.region, credentials: this.#options.credentials },
      signedAt,
    );
    return expected['authorization'] === authorization;
  }

  /** Says who calls, as each kind of API does. */
  #identified(invocation: object): object {
    const { requestContext } = invocation as { readonly requestContext: Record<string, unknown> };
    const caller = { accountId: place.account, userArn: callerArn };
    const told =
      this.#stage === ''
        ? { authorizer: { iam: caller } }
        : { identity: { ...(requestContext['identity'] as object), ...caller } };
    return { ...invocation, requestContext: { ...requestContext, ...told } };
  }
}

/** Whether anybody may ask for this, as templates have it. */
function isOpen(method: string, path: string): boolean {
  return openMethods.some((open) => open === method) && healthPaths.some((open) => open === path);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
