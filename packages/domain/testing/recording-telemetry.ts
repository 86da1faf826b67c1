import { AsyncLocalStorage } from 'node:async_hooks';
import {
  labelValues,
  metrics,
  testLabel,
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  type MetricName,
} from '../src/telemetry/metrics.js';
import type {
  GaugeReading,
  Span,
  SpanAttributes,
  SpanOptions,
  Telemetry,
  TraceContext,
} from '../src/telemetry/telemetry.js';
import { parseTraceparent, traceContext } from '../src/telemetry/trace-parent.js';

/** A span as it was recorded. */
export interface RecordedSpan {
  name: string;
  readonly kind: NonNullable<SpanOptions['kind']>;
  /** Those that have a value. */
  readonly attributes: Record<string, string | number | boolean>;
  readonly traceId: string;
  readonly spanId: string;
  /** The span that it belongs to, here or in another process. */
  readonly parentSpanId: string | undefined;
  /** What it failed with. */
  error?: unknown;
  hasEnded: boolean;
}

type Gauges = { [N in GaugeName]?: (() => Promise<readonly GaugeReading<N>[]>)[] };

/**
 * Keeps spans and figures in memory. Ids count up, so that one run is as the other. A label that the metric does not have, or a value
 * that is none of its list, throws: no other telemetry says so.
 */
export class RecordingTelemetry implements Telemetry {
  /** In the order in which they began. */
  readonly spans: RecordedSpan[] = [];
  readonly #current = new AsyncLocalStorage<RecordedSpan>();
  readonly #values = new Map<string, number[]>();
  readonly #gauges: Gauges = {};
  #ids = 0;

  async inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
    const recorded = this.#begin(name, options);
    const span: Span = {
      isRecording: true,
      set: (attributes) => assign(recorded.attributes, attributes),
      rename: (other) => (recorded.name = other),
      fail: (error) => (recorded.error = error),
    };
    try {
      return await this.#current.run(recorded, () => work(span));
    } catch (error) {
      recorded.error = error;
      throw error;
    } finally {
      recorded.hasEnded = true;
    }
  }

  current(): TraceContext | undefined {
    const span = this.#current.getStore();
    return span && traceContext(span.traceId, span.spanId, true);
  }

  count<N extends CounterName>(name: N, labels: LabelsOf<N>, by = 1): void {
    this.#add(name, labels, by);
  }

  observe<N extends HistogramName>(name: N, labels: LabelsOf<N>, value: number): void {
    this.#add(name, labels, value);
  }

  gauge<N extends GaugeName>(name: N, read: () => Promise<readonly GaugeReading<N>[]>): void {
    ((this.#gauges[name] ??= []) as (typeof read)[]).push(read);
  }

  /** What a counter has come to under some labels; 0 where it never counted. */
  counter<N extends CounterName>(name: N, labels: LabelsOf<N>): number {
    return (this.#values.get(keyOf(name, labels)) ?? []).reduce((sum, value) => sum + value, 0);
  }

  /** What a histogram was given under some labels, in order. */
  observations<N extends HistogramName>(name: N, labels: LabelsOf<N>): readonly number[] {
    return this.#values.get(keyOf(name, labels)) ?? [];
  }

  /** Reads a gauge now: every reading of everything that told of it. */
  async readGauge<N extends GaugeName>(name: N): Promise<readonly GaugeReading<N>[]> {
    const reads = (this.#gauges[name] ?? []) as readonly (() => Promise<readonly GaugeReading<N>[]>)[];
    return (await Promise.all(reads.map((read) => read()))).flat();
  }

  /** Spans of a name, in the order in which they began. */
  named(name: string): readonly RecordedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** Spans that belong to a span directly, in the order in which they began. */
  childrenOf({ spanId }: RecordedSpan): readonly RecordedSpan[] {
    return this.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
  }

  /** Names of the metrics that were counted or observed, in the order of the first time. */
  measured(): readonly MetricName[] {
    return [...new Set([...this.#values.keys()].map((key) => (JSON.parse(key) as [MetricName])[0]))];
  }

  #begin(name: string, { kind = 'internal', attributes = {}, traceparent }: SpanOptions): RecordedSpan {
    const parent = (traceparent === undefined ? undefined : parseTraceparent(traceparent)) ?? this.#current.getStore();
    const span: RecordedSpan = {
      name,
      kind,
      attributes: {},
      traceId: parent?.traceId ?? this.#nextId(32),
      spanId: this.#nextId(16),
      parentSpanId: parent?.spanId,
      hasEnded: false,
    };
    assign(span.attributes, attributes);
    this.spans.push(span);
    return span;
  }

  #nextId(digits: number): string {
    return (++this.#ids).toString(16).padStart(digits, '0');
  }

  #add<N extends MetricName>(name: N, labels: LabelsOf<N>, value: number): void {
    const key = keyOf(name, labels);
    this.#values.set(key, [...(this.#values.get(key) ?? []), value]);
  }
}

function assign(to: RecordedSpan['attributes'], attributes: SpanAttributes): void {
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) to[name] = value;
}

function keyOf<N extends MetricName>(name: N, labels: LabelsOf<N>): string {
  const values: Readonly<Record<string, unknown>> = labels;
  const known: readonly string[] = metrics[name].labels;
  for (const label of Object.keys(values)) if (!known.includes(label)) throw new Error(`${name} has no label ${label}`);
  for (const label of known) {
    const value = values[label];
    if (typeof value !== 'string') throw new Error(`the label ${label} of ${name} is no text`);
    const allowed = (labelValues[name] as Readonly<Record<string, readonly string[]>>)[label];
    if (allowed !== undefined && value !== testLabel && !allowed.includes(value))
      throw new Error(`the label ${label} of ${name} has no value ${value}`);
  }
  return JSON.stringify([name, ...known.map((label) => values[label])]);
}
