import type { CollectedSpan } from '@annals/adapters-telemetry/testing';
import type { LaterRequest } from './later-sending.js';
import type { LogLine } from './log-sink.js';

/** A process that served, from its start to its end. */
export interface Run {
  /** `service.instance.id` of its spans. */
  readonly instance: string;
  readonly requests: readonly LaterRequest[];
  readonly lines: readonly LogLine[];
  readonly wasKilled: boolean;
}

/** A span's name and what it led to, in the order of names. */
export type SpanTree = readonly [string, ...SpanTree[]];

/** The spans that arrived of some runs, held against what the runs logged and their clients know. */
export class TraceAccount {
  readonly #byId: ReadonlyMap<string, CollectedSpan>;
  readonly #children: ReadonlyMap<string | undefined, readonly CollectedSpan[]>;

  constructor(
    private readonly runs: readonly Run[],
    readonly spans: readonly CollectedSpan[],
  ) {
    this.#byId = new Map(spans.map((span) => [span.spanId, span]));
    this.#children = Map.groupBy(spans, ({ parentSpanId }) => parentSpanId);
  }

  /** The tree of a request; `undefined` where its span did not arrive. */
  treeOf({ spanId }: LaterRequest): SpanTree | undefined {
    const [root] = this.#children.get(spanId) ?? [];
    return root && this.#tree(root);
  }

  /** Every span of a worked message, with the request of its trace and the span that sent it, where that arrived. */
  processed(): { span: CollectedSpan; request: LaterRequest | undefined; sender: CollectedSpan | undefined }[] {
    const requests = new Map(this.runs.flatMap((run) => run.requests).map((request) => [request.traceId, request]));
    return this.spans
      .filter(({ name }) => name === 'process events')
      .map((span) => ({
        span,
        request: requests.get(span.traceId),
        sender: this.#byId.get(span.parentSpanId!),
      }));
  }

  /**
   * Names of spans whose parent did not arrive though its process was not killed: none, where traces are whole. The parent of a worked
   * message is of the process that took the request, any other of the process of the span itself.
   */
  orphans(): string[] {
    const clients = new Set(this.runs.flatMap((run) => run.requests).map(({ spanId }) => spanId));
    const killed = this.runs.filter(({ wasKilled }) => wasKilled);
    const instances = new Set(killed.map(({ instance }) => instance));
    const traces = new Set(killed.flatMap(({ requests }) => requests).map(({ traceId }) => traceId));
    return this.spans
      .filter(({ parentSpanId }) => parentSpanId !== undefined)
      .filter(({ parentSpanId }) => !clients.has(parentSpanId!) && !this.#byId.has(parentSpanId!))
      .filter(({ name, traceId, resource }) =>
        name === 'process events' ? !traces.has(traceId) : !instances.has(resource['service.instance.id'] as string),
      )
      .map(({ name }) => name);
  }

  /** For each line of a run that tells of queueing or of a worked message, in order, whether the span that it tells of arrived. */
  arrivals({ instance, lines }: Run): boolean[] {
    const own = this.spans.filter(({ resource }) => resource['service.instance.id'] === instance);
    const spanIds = new Set(own.map(({ spanId }) => spanId));
    const messageIds = new Set(
      own.filter(({ name }) => name === 'process events').map(({ attributes }) => attributes['messaging.message.id']),
    );
    return lines
      .filter(({ msg, method }) => isWorkerLine(msg) || (msg === 'request' && method === 'POST'))
      .map(({ msg, spanId, messageId }) =>
        isWorkerLine(msg) ? messageIds.has(messageId) : spanIds.has(spanId as string),
      );
  }

  #tree(span: CollectedSpan): SpanTree {
    const children = (this.#children.get(span.spanId) ?? []).map((child) => this.#tree(child));
    return [span.name, ...children.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))];
  }
}

/** The tree of a request whose events were queued and recorded without a hitch. */
export function wholeTree(path: string, events: number): SpanTree {
  const work = Array.from({ length: events }, (): SpanTree => ['process events', ['INSERT events']]);
  return [`POST ${path}`, ['queueEvents', ['send events', ['INSERT messages'], ...work]]];
}

/** Whether a line is that of one queued event. */
export function isWorkerLine(msg: unknown): boolean {
  return msg === 'a queued event' || msg === 'a queued event is in conflict with the stored one';
}
