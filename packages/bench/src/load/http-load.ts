import { connect, type Socket } from 'node:net';
import { WorkNotDone } from '../harness/side.js';

/** A request, and what it must be answered with. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly type?: string;
  readonly body?: string;
  readonly status: number;
  /** Whether an answer's body is the right one. */
  accepts(body: string): boolean;
}

/** How a server is loaded. */
export interface LoadOptions {
  readonly port: number;
  /** Connections, each of which has one request under way at a time. */
  readonly connections: number;
  /** The next request; `undefined` when there are no more. */
  readonly next: () => LoadRequest | undefined;
}

/** What a server did under load. */
export interface LoadResult {
  readonly answered: number;
  readonly elapsedMs: number;
}

/** One body in so many is read and judged; the status of each. */
const judgedEvery = 64;

/**
 * Loads a server over plain sockets, so that the load takes much less of its processor than what is measured takes of the other. Throws
 * `WorkNotDone` at the first wrong answer.
 */
export async function loadServer({ port, connections, next }: LoadOptions): Promise<LoadResult> {
  const clients = await Promise.all(Array.from({ length: connections }, () => LoadClient.open(port)));
  const startedMs = performance.now();
  try {
    const answered = await Promise.all(clients.map((client) => client.run(next)));
    return { answered: answered.reduce((sum, count) => sum + count, 0), elapsedMs: performance.now() - startedMs };
  } finally {
    for (const client of clients) client.close();
  }
}

/** Gives requests for so long. */
export function forDuration(durationMs: number, next: () => LoadRequest): () => LoadRequest | undefined {
  let untilMs: number | undefined;
  return () => {
    untilMs ??= performance.now() + durationMs;
    return performance.now() < untilMs ? next() : undefined;
  };
}

/** Gives so many requests. */
export function forCount(count: number, next: () => LoadRequest): () => LoadRequest | undefined {
  let left = count;
  return () => (left-- > 0 ? next() : undefined);
}

class LoadClient {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #underWay: (PromiseWithResolvers<undefined> & { readonly request: LoadRequest }) | undefined;
  #answered = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay();
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#underWay?.reject(error));
    socket.on('close', () => this.#underWay?.reject(new WorkNotDone('the server closed a connection')));
  }

  static async open(port: number): Promise<LoadClient> {
    const socket = connect(port, '127.0.0.1');
    const opened = Promise.withResolvers<undefined>();
    socket.once('connect', () => opened.resolve(undefined)).once('error', opened.reject);
    await opened.promise;
    return new LoadClient(socket);
  }

  /** Sends requests one after the other: how many were answered. */
  async run(next: () => LoadRequest | undefined): Promise<number> {
    for (let request = next(); request !== undefined; request = next()) {
      if (this.#socket.destroyed) throw new WorkNotDone('the server closed a connection');
      this.#underWay = { request, ...Promise.withResolvers<undefined>() };
      this.#socket.write(textOf(request));
      await this.#underWay.promise;
    }
    return this.#answered;
  }

  close(): void {
    this.#underWay = undefined;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    const bodyEnd = headEnd + 4 + Number(length);
    const { request, resolve, reject } = this.#underWay!;
    if (length === undefined) reject(new WorkNotDone(`an answer of no known length: ${head}`));
    if (this.#received.length < bodyEnd) return;
    const status = Number(head.slice(9, 12));
    const body = (): string => this.#received.toString('utf8', headEnd + 4, bodyEnd);
    if (status !== request.status) reject(new WorkNotDone(`${request.path} was answered with ${status}: ${body()}`));
    else if (this.#answered % judgedEvery === 0 && !request.accepts(body()))
      reject(new WorkNotDone(`${request.path} was answered with something else: ${body().slice(0, 500)}`));
    this.#answered++;
    this.#received = this.#received.subarray(bodyEnd);
    resolve(undefined);
  }
}

function textOf({ method, path, type, body }: LoadRequest): string {
  const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  if (body === undefined) return `${head}\r\n`;
  return `${head}Content-Type: ${type!}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
