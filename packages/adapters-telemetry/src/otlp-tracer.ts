import { parseTraceparent, traceContext, type Span, type SpanAttributes, type Telemetry } from '@annals/domain';
import {
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
  type Attributes,
  type Context,
  type Span as OtelSpan,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
  type Resource,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import { AsyncLocalStorage } from 'node:async_hooks';
import { fullQueueMeter } from './full-queue-meter.js';
import { reportLosses } from './lost-spans.js';
import type { OtlpSettings, SamplerName } from './otlp-settings.js';
import { reportFailures } from './reported-exporter.js';

/** What a tracer is made with. */
export interface OtlpTracerOptions {
  readonly settings: OtlpSettings;
  /** The version of Annals. */
  readonly version: string;
  /** Is told, at most once a minute, that spans were lost. */
  readonly onFault: (fault: Error) => void;
}

/** A tracer that has to be closed. */
export interface OtlpTracer extends Pick<Telemetry, 'inSpan' | 'current'> {
  /** Sends what was not sent yet, for up to `timeoutMs`; what is left then is lost. */
  close(timeoutMs: number): Promise<void>;
}

/**
 * Sends spans to a collector, in batches and beside the work: a collector that is slow or gone costs no request anything, and what it
 * does not take is dropped once the queue is full. Where to, and with what headers and resource, the library reads of the standard variables.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function createOtlpTracer({ settings, version, onFault }: OtlpTracerOptions): OtlpTracer {
  const active = new AsyncLocalStorage<Context>();
  // Spans are sent from within whichever span was started last: that they are lost is none of its affairs.
  const onLoss = reportLosses((fault) => active.run(ROOT_CONTEXT, onFault, fault));
  const exporter = reportFailures(new OTLPTraceExporter(), onLoss);
  const selfObsMeterProvider = fullQueueMeter(onLoss);
  const provider = new TracerProvider({
    resource: resourceOf(version),
    sampler: samplers[settings.sampler](settings.ratio),
    spanProcessors: [new BatchSpanProcessor({ ...settings.batch, exporter, selfObsMeterProvider })],
  });
  const tracer = provider.getTracer('annals', version);
  return {
    inSpan: (name, { kind = 'internal', attributes = {}, traceparent }, work) => {
      const parent = remoteParent(traceparent) ?? active.getStore() ?? ROOT_CONTEXT;
      const span = tracer.startSpan(name, { kind: spanKinds[kind], attributes: defined(attributes) }, parent);
      return active.run(trace.setSpan(parent, span), () => finish(span, work));
    },
    current: () => {
      const context = active.getStore();
      const { traceId, spanId, traceFlags } = (context && trace.getSpanContext(context)) ?? INVALID_SPAN_CONTEXT;
      if (traceId === INVALID_SPAN_CONTEXT.traceId) return undefined;
      return traceContext(traceId, spanId, (traceFlags & TraceFlags.SAMPLED) !== 0);
    },
    close: async (timeoutMs) => {
      const { promise: late, resolve } = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => resolve(undefined), timeoutMs);
      // What failed was told by the exporter.
      await Promise.race([provider.shutdown().catch(() => {}), late]);
      clearTimeout(timer);
    },
  };
}

const samplers: Readonly<Record<SamplerName, (ratio: number) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio) => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
};

const spanKinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** What is said of the process, where `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` say nothing else. */
function resourceOf(version: string): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'annals', 'service.version': version }))
    .merge(
      detectResources({
        detectors: [serviceInstanceIdDetector, resourceAttributesEnvDetector, serviceNameEnvDetector],
      }),
    );
}

function remoteParent(traceparent: string | undefined): Context | undefined {
  const parent = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  if (parent === undefined) return undefined;
  const { traceId, spanId, sampled } = parent;
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

async function finish<T>(otelSpan: OtelSpan, work: (span: Span) => Promise<T>): Promise<T> {
  const fail = (error: unknown): void => markFailed(otelSpan, error);
  try {
    return await work({
      isRecording: otelSpan.isRecording(),
      set: (attributes) => void otelSpan.setAttributes(defined(attributes)),
      rename: (name) => void otelSpan.updateName(name),
      fail,
    });
  } catch (error) {
    fail(error);
    throw error;
  } finally {
    otelSpan.end();
  }
}

/** @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/ */
function markFailed(span: OtelSpan, error: unknown): void {
  if (error instanceof Error) {
    span.recordException(error);
    span.setAttribute('error.type', error.name);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  } else {
    span.setAttribute('error.type', String(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
}

function defined(attributes: SpanAttributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
