import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as it arrived. */
export interface CollectedSpan {
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly traceId: string;
  readonly spanId: string;
  /** Absent where it is the first of its trace. */
  readonly parentSpanId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the process. */
  readonly resource: Readonly<Record<string, unknown>>;
  /** 2 is an error. */
  readonly status: number;
  /** Attributes of each event of the span: of exceptions. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** In JSON, as OTLP has it. @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface SentSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes?: readonly Attribute[];
  readonly status?: { readonly code?: number };
  readonly events?: readonly { readonly attributes?: readonly Attribute[] }[];
}

interface TraceRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** A collector of OTLP over HTTP that keeps what it gets. */
export class OtlpCollector {
  readonly spans: CollectedSpan[] = [];
  /** Header fields of each request. */
  readonly requests: IncomingMessage['headers'][] = [];
  /** What it answers; 200 unless a test sets another. */
  status = 200;
  readonly #server: Server;
  readonly #changed = new EventTarget();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a free port of this machine. */
  static async listen(): Promise<OtlpCollector> {
    const server = createServer();
    const collector = new OtlpCollector(server);
    server.on('request', (request, response) => void collector.#take(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return collector;
  }

  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What a look at all spans gives, as soon as it gives something. */
  async until<T>(look: (spans: readonly CollectedSpan[]) => T | undefined): Promise<T> {
    for (;;) {
      const seen = look(this.spans);
      if (seen !== undefined) return seen;
      await once(this.#changed, 'change');
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A sender that is killed takes the rest of its request with it.
    const body = (await json(request).catch(() => undefined)) as TraceRequest | undefined;
    if (body === undefined) return;
    this.requests.push({ ...request.headers, ':path': request.url });
    if (this.status === 200)
      for (const { resource, scopeSpans } of body.resourceSpans)
        for (const span of scopeSpans.flatMap(({ spans }) => spans))
          this.spans.push(collected(span, resource.attributes));
    response.writeHead(this.status, { 'content-type': 'application/json' }).end('{}');
    this.#changed.dispatchEvent(new Event('change'));
  }
}

function collected(span: SentSpan, resource: readonly Attribute[]): CollectedSpan {
  return {
    name: span.name,
    kind: kinds[span.kind]!,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || undefined,
    attributes: read(span.attributes ?? []),
    resource: read(resource),
    status: span.status?.code ?? 0,
    events: (span.events ?? []).map(({ attributes }) => read(attributes ?? [])),
  };
}

function read(attributes: readonly Attribute[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [kind, content] = Object.entries(value)[0]!;
      return [key, kind === 'intValue' ? Number(content) : content];
    }),
  );
}
