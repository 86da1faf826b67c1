import type { CounterName, GaugeName, HistogramName, LabelsOf } from './metrics.js';

/** Facts of a span, by OpenTelemetry's names; an absent value is not written. @see https://opentelemetry.io/docs/specs/semconv/ */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** How a span begins. */
export interface SpanOptions {
  /** `internal` where absent. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: SpanAttributes;
  /** The span in another process that this one belongs to; the current one where absent or malformed. */
  readonly traceparent?: string | undefined;
}

/** A span that has begun. */
export interface Span {
  /** Whether anybody is told of it: what takes work to say need not be said otherwise. */
  readonly isRecording: boolean;
  set(attributes: SpanAttributes): void;
  /** Gives it another name: what a request is about is known once it is routed. */
  rename(name: string): void;
  /** Marks it as failed; `inSpan` does so itself when its work throws. */
  fail(error: unknown): void;
}

/** Where the current span is. */
export interface TraceContext {
  /** 32 digits of lower-case hexadecimal. */
  readonly traceId: string;
  /** 16 digits of lower-case hexadecimal. */
  readonly spanId: string;
  /** What carries it to another process. @see https://www.w3.org/TR/trace-context/#traceparent-header */
  readonly traceparent: string;
}

/**
 * Where spans and figures go. Nothing that is called here throws or waits: what cannot be written is dropped, and what is measured
 * never fails because of it.
 */
export interface Telemetry {
  /** Does some work within a span, which is current for all that the work calls and waits for, and ends with it. */
  inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;

  /** The current span; none outside of every span, or where nothing traces. */
  current(): TraceContext | undefined;

  /** Adds to a counter; 1 where `by` is absent. */
  count<N extends CounterName>(name: N, labels: LabelsOf<N>, by?: number): void;

  /** Adds one value to a histogram, in the metric's unit. */
  observe<N extends HistogramName>(name: N, labels: LabelsOf<N>, value: number): void;

  /** Has a gauge read when somebody asks for it, where anybody can. A reading that fails is left out. */
  gauge<N extends GaugeName>(name: N, read: () => Promise<readonly GaugeReading<N>[]>): void;
}

/** One value of a gauge, in the metric's unit. */
export interface GaugeReading<N extends GaugeName> {
  readonly labels: LabelsOf<N>;
  readonly value: number;
}

/** A span that nobody is told of. */
export const silentSpan: Span = { isRecording: false, set: () => {}, rename: () => {}, fail: () => {} };

/** Measures nothing, at no cost. */
export const noTelemetry: Telemetry = {
  inSpan: (_name, _options, work) => work(silentSpan),
  current: () => undefined,
  count: () => {},
  observe: () => {},
  gauge: () => {},
};

/** Spans from one, figures from another. */
export function joinTelemetry(
  spans: Pick<Telemetry, 'inSpan' | 'current'>,
  figures: Pick<Telemetry, 'count' | 'observe' | 'gauge'>,
): Telemetry {
  return {
    inSpan: (name, options, work) => spans.inSpan(name, options, work),
    current: () => spans.current(),
    count: (name, labels, by) => figures.count(name, labels, by),
    observe: (name, labels, value) => figures.observe(name, labels, value),
    gauge: (name, read) => figures.gauge(name, read),
  };
}
