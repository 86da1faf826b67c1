import {
  parseTraceparent,
  silentSpan,
  traceContext,
  type Span,
  type SpanOptions,
  type Telemetry,
  type TraceContext,
} from '@annals/domain';
import { AsyncLocalStorage } from 'node:async_hooks';
import { parseTraceHeader, xRayTraceId, type TraceHeader } from '../x-ray-header.js';
import { DaemonSocket } from './daemon-socket.js';
import {
  addKnown,
  documentFields,
  segmentName,
  traceAnnotation,
  type DocumentFields,
  type KnownAttributes,
} from './x-ray-document.js';
import { XRaySpan, type SpanParent } from './x-ray-span.js';

/** A tracer whose spans belong to what Lambda says of each invocation. */
export interface XRayTracer extends Pick<Telemetry, 'inSpan' | 'current'> {
  /**
   * Does the work of an invocation within its trace, as `header` names it; without one there are no spans. Returns when the system has
   * every document.
   */
  invocation<T>(header: string | undefined, work: () => Promise<T>): Promise<T>;
}

/** Where a span is that its work may belong to. */
interface Place {
  /** Absent where the trace is not sampled: ids are known, and nothing is sent. */
  readonly parent?: SpanParent;
  readonly traceId: string;
  readonly context: TraceContext | undefined;
}

/**
 * Sends spans to the X-Ray daemon, each with those that ended in it: a packet costs as much as the rest of a span. Of the SDK it takes how
 * exceptions are told and where the daemon is: the whole of it would patch clients, poll for sampling rules and follow contexts in a way of
 * its own, and takes four times as long to load.
 *
 * A consumer's span belongs to the trace of who sent the message: it is a segment of that trace. Every other one is a subsegment of the
 * segment that Lambda itself sends.
 *
 * @param service what segments of other traces are called: the function's name
 */
export function createXRayTracer(service: string): XRayTracer {
  const socket = new DaemonSocket();
  const send = (document: string): void => socket.send(document);
  const active = new AsyncLocalStorage<Place>();
  return {
    invocation: async (header, work) => {
      const trace = header === undefined ? undefined : parseTraceHeader(header);
      if (trace === undefined) return work();
      try {
        return await active.run(placeOf(trace, send), work);
      } finally {
        await socket.flushed();
      }
    },
    inSpan: (name, options, work) => {
      const begun = begin(name, options, active.getStore(), { service, send });
      if (begun === undefined) return work(silentSpan);
      return active.run(begun.place, () => (begun.span === undefined ? work(silentSpan) : finish(begun, work)));
    },
    current: () => active.getStore()?.context,
  };
}

type Send = (document: string) => void;

/** The segment of the invocation is sent by Lambda. */
function placeOf({ traceId, spanId, sampled }: TraceHeader, send: Send): Place {
  const context = spanId === undefined ? undefined : traceContext(traceId, spanId, sampled);
  if (!sampled || spanId === undefined) return { traceId, context };
  return { parent: { trace: { id: xRayTraceId(traceId), send }, id: spanId }, traceId, context };
}

/** A span that has begun, if it is one. */
interface Begun {
  readonly place: Place;
  readonly span?: XRaySpan;
  readonly name: string;
  /** What a segment of another trace is called. */
  readonly service?: string;
  readonly options: SpanOptions;
  readonly attributes: KnownAttributes;
}

function begin(
  name: string,
  options: SpanOptions,
  place: Place | undefined,
  { service, send }: { readonly service: string; readonly send: Send },
): Begun | undefined {
  const sent = options.traceparent === undefined ? undefined : parseTraceparent(options.traceparent);
  const attributes: KnownAttributes = {};
  addKnown(attributes, options.attributes ?? {});
  const isElsewhere = sent !== undefined && sent.traceId !== place?.traceId;
  if (options.kind === 'consumer' && sent !== undefined && isElsewhere) {
    const context = traceContext(sent.traceId, sent.spanId, sent.sampled);
    if (!sent.sampled) return { place: { traceId: sent.traceId, context }, name, options, attributes };
    if (place !== undefined) addKnown(attributes, traceAnnotation(place.traceId));
    const trace = { id: xRayTraceId(sent.traceId), send };
    const span = new XRaySpan({ trace, id: sent.spanId }, 'segment');
    return { place: placeIn(span, sent.traceId), span, name, service, options, attributes };
  }
  if (place?.parent === undefined) return undefined;
  if (isElsewhere) addKnown(attributes, traceAnnotation(sent.traceId));
  const span = new XRaySpan(place.parent);
  return { place: placeIn(span, place.traceId), span, name, options, attributes };
}

function placeIn(span: XRaySpan, traceId: string): Place {
  return { parent: span, traceId, context: traceContext(traceId, span.id, true) };
}

async function finish<T>(
  { span, name, service, options, attributes }: Begun,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  let lastName = name;
  let failure: unknown;
  try {
    return await work({
      isRecording: true,
      set: (more) => addKnown(attributes, more),
      rename: (other) => (lastName = other),
      fail: (error) => (failure = error),
    });
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    const fields = documentFields(lastName, options.kind, attributes);
    span!.end(service === undefined ? fields : namedAfter(service, fields), failure);
  }
}

/** A segment of another trace has the service's name; what it did is an annotation. */
function namedAfter(service: string, { name, annotations, ...fields }: DocumentFields): DocumentFields {
  return { ...fields, name: segmentName(service), annotations: { ...annotations, operation: name } };
}
