import {
  parseTraceparent,
  silentSpan,
  traceContext,
  type Span,
  type SpanOptions,
  type Telemetry,
  type TraceContext,
} from '@annals/domain';
import logging from 'aws-xray-sdk-core/dist/lib/logger.js';
import emitter from 'aws-xray-sdk-core/dist/lib/segment_emitter.js';
import Subsegment from 'aws-xray-sdk-core/dist/lib/segments/attributes/subsegment.js';
import Segment from 'aws-xray-sdk-core/dist/lib/segments/segment.js';
import utils from 'aws-xray-sdk-core/dist/lib/segments/segment_utils.js';
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
  readonly parent?: Segment | Subsegment;
  readonly traceId: string;
  readonly context: TraceContext | undefined;
}

/**
 * Sends spans to the X-Ray daemon, each as a document once it ends. Of the SDK it takes segments and what emits them: the whole of it
 * would patch clients, poll for sampling rules and follow contexts in a way of its own, and takes four times as long to load.
 *
 * A consumer's span belongs to the trace of who sent the message: it is a segment of that trace. Every other one is a subsegment of the
 * segment that Lambda itself sends.
 *
 * @param service what segments of other traces are called: the function's name
 */
export function createXRayTracer(service: string): XRayTracer {
  const socket = connectDaemon();
  const active = new AsyncLocalStorage<Place>();
  return {
    invocation: async (header, work) => {
      const trace = header === undefined ? undefined : parseTraceHeader(header);
      if (trace === undefined) return work();
      try {
        return await active.run(placeOf(trace), work);
      } finally {
        await socket.flushed();
      }
    },
    inSpan: (name, options, work) => {
      const place = active.getStore();
      const begun = begin(name, options, place, service);
      if (begun === undefined) return work(silentSpan);
      return active.run(begun.place, () => (begun.segment === undefined ? work(silentSpan) : finish(begun, work)));
    },
    current: () => active.getStore()?.context,
  };
}

function connectDaemon(): DaemonSocket {
  const ignore = (): void => {};
  logging.setLogger({ debug: ignore, info: ignore, warn: ignore, error: ignore });
  // Lambda sends the outer segment itself, so that each of ours goes alone, as soon as it is whole.
  utils.setStreamingThreshold(0);
  const socket = new DaemonSocket();
  Object.assign(emitter, { socket });
  return socket;
}

/** The segment of the invocation stands for the one that Lambda sends, and is never sent itself. */
function placeOf({ traceId, spanId, sampled }: TraceHeader): Place {
  const context = spanId === undefined ? undefined : traceContext(traceId, spanId, sampled);
  if (!sampled || spanId === undefined) return { traceId, context };
  return { parent: facadeOf(xRayTraceId(traceId), spanId), traceId, context };
}

/** A segment that has ids and no more: to make a whole one costs as much as to send one. */
function facadeOf(traceId: string, id: string): Segment {
  const ignore = (): void => {};
  return Object.assign(Object.create(Segment.prototype) as Segment, {
    trace_id: traceId,
    id,
    counter: 1,
    incrementCounter: ignore,
    decrementCounter: ignore,
    flush: ignore,
  });
}

/** A subsegment that is written in one go: the SDK copies it a member at a time, and looks for big integers, which no span has. */
class SpanSubsegment extends Subsegment {
  override format(): string {
    const { id, name, parent, segment, start_time } = this;
    const { end_time, namespace, aws, http, annotations, metadata, error, throttle, fault, cause } = this as Partial<
      Record<keyof DocumentFields | 'cause' | 'end_time', unknown>
    >;
    const fields = { namespace, aws, http, annotations, metadata, error, throttle, fault, cause };
    const type = 'subsegment';
    return JSON.stringify({
      id,
      name,
      type,
      trace_id: segment.trace_id,
      parent_id: parent.id,
      start_time,
      end_time,
      ...fields,
    });
  }
}

/** A span that has begun, if it is one. */
interface Begun {
  readonly place: Place;
  readonly segment?: Segment | Subsegment;
  readonly name: string;
  readonly options: SpanOptions;
  readonly attributes: KnownAttributes;
}

function begin(name: string, options: SpanOptions, place: Place | undefined, service: string): Begun | undefined {
  const sent = options.traceparent === undefined ? undefined : parseTraceparent(options.traceparent);
  const attributes: KnownAttributes = {};
  addKnown(attributes, options.attributes ?? {});
  const isElsewhere = sent !== undefined && sent.traceId !== place?.traceId;
  if (options.kind === 'consumer' && sent !== undefined && isElsewhere) {
    const context = traceContext(sent.traceId, sent.spanId, sent.sampled);
    if (!sent.sampled) return { place: { traceId: sent.traceId, context }, name, options, attributes };
    if (place !== undefined) addKnown(attributes, traceAnnotation(place.traceId));
    const segment = new Segment(segmentName(service), xRayTraceId(sent.traceId), sent.spanId);
    return { place: placeIn(segment, sent.traceId), segment, name, options, attributes };
  }
  if (place?.parent === undefined) return undefined;
  if (isElsewhere) addKnown(attributes, traceAnnotation(sent.traceId));
  const segment = new SpanSubsegment(segmentName(name));
  place.parent.addSubsegment(segment);
  return { place: placeIn(segment, place.traceId), segment, name, options, attributes };
}

function placeIn(segment: Segment | Subsegment, traceId: string): Place {
  return { parent: segment, traceId, context: traceContext(traceId, segment.id, true) };
}

async function finish<T>(
  { segment, name, options, attributes }: Begun & { readonly segment?: Segment | Subsegment },
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
    close(segment!, documentFields(lastName, options.kind, attributes), failure);
  }
}

function close(
  segment: Segment | Subsegment,
  { name, ...fields }: ReturnType<typeof documentFields>,
  failure: unknown,
): void {
  if (failure instanceof Error) segment.addError(failure);
  else if (failure !== undefined) segment.addFaultFlag();
  // The blame of a refusal is with who asked, whatever error the SDK of a service makes of it.
  if (fields.error === true) Object.assign(segment, { fault: undefined });
  Object.assign(segment, fields, segment instanceof Subsegment ? { name } : { annotations: annotated(name, fields) });
  segment.close();
}

/** A segment of another trace has the service's name; what it did is an annotation. */
function annotated(name: string, { annotations }: Pick<ReturnType<typeof documentFields>, 'annotations'>): object {
  return { ...annotations, operation: name };
}
