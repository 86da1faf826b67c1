import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { notificationOf, type NotifiedChange } from '../integration/notification.js';

/** A change of an object, as a request made it. */
type Change = Pick<NotifiedChange, 'bucket' | 'key' | 'eventName' | 'sizeBytes' | 'eTag'>;

/**
 * Stands before an S3 that tells nobody of changes, and tells of them: every object that is put or deleted through it becomes a
 * notification in the form that S3 sends. Each is sent twice, because S3 may do so.
 */
export class NotifyingBucket {
  readonly #server: Server;
  readonly #notify: (message: string) => Promise<void>;
  #sequence = 0;
  #held: PromiseWithResolvers<undefined> | undefined;

  private constructor(endpoint: string, notify: (message: string) => Promise<void>) {
    this.#notify = notify;
    this.#server = createServer((incoming, outgoing) => {
      this.#pass(endpoint, incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
    });
  }

  /** @param endpoint of the S3 behind it. @param notify sends a message to whoever is to be told */
  static async start(endpoint: string, notify: (message: string) => Promise<void>): Promise<NotifyingBucket> {
    const bucket = new NotifyingBucket(endpoint, notify);
    bucket.#server.listen(0, '127.0.0.1');
    await once(bucket.#server, 'listening');
    return bucket;
  }

  /** Its own address, an http URL. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Lets whoever looks at an object wait for the answer, until `release` is called. */
  hold(): void {
    this.#held ??= Promise.withResolvers();
  }

  release(): void {
    this.#held?.resolve(undefined);
    this.#held = undefined;
  }

  async stop(): Promise<void> {
    this.release();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #pass(endpoint: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming);
    if (incoming.method === 'HEAD') await this.#held?.promise;
    const { method, url, headers } = incoming;
    const { hostname, port } = new URL(endpoint);
    const passed = request({ hostname, port, method, path: url, headers }).end(body);
    const [answer] = (await once(passed, 'response')) as [IncomingMessage];
    const answered = await bytesOf(answer);
    const change = changeOf(incoming, answer, body.length);
    if (change !== undefined) {
      const sequencer = (++this.#sequence).toString(16).toUpperCase().padStart(18, '0');
      const message = notificationOf({ ...change, eventTime: new Date().toISOString(), sequencer });
      for (let copy = 0; copy < 2; copy++) await this.#notify(message);
    }
    outgoing.writeHead(answer.statusCode!, answer.headers).end(answered);
  }
}

function changeOf({ method, url }: IncomingMessage, answer: IncomingMessage, sizeBytes: number): Change | undefined {
  const { pathname } = new URL(url!, 'http://localhost');
  const [, bucket = '', key = ''] = /^\/([^/]+)\/(.+)$/.exec(pathname)?.map(decodeURIComponent) ?? [];
  if (key === '' || answer.statusCode! >= 300) return undefined;
  if (method === 'DELETE') return { eventName: 'ObjectRemoved:Delete', bucket, key };
  if (method !== 'PUT') return undefined;
  return { eventName: 'ObjectCreated:Put', bucket, key, sizeBytes, eTag: answer.headers.etag!.replaceAll('"', '') };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
