import type { Span, SpanAttributes, Telemetry } from './telemetry.js';

/** A call of an engine below a port: SQLite, the folder, a service of AWS. */
export interface EngineCall {
  /** The engine's name among the labels: `sqlite`, `folder`, `dynamodb`, `s3`, `sqs`. */
  readonly engine: string;
  /** What is called, among the labels: from a list that the code has. */
  readonly operation: string;
  /** What its span is called. */
  readonly spanName: string;
  readonly attributes: SpanAttributes;
}

/**
 * Calls an engine: counted, timed, and in a span of its own where it belongs to one. Outside of every span it is none either: what a
 * server does for itself, a look into an empty queue say, would be a trace of one span every few seconds.
 *
 * @param failureOf tells a failure that is returned rather than thrown
 */
export async function callEngine<T>(
  telemetry: Telemetry,
  { engine, operation, spanName, attributes }: EngineCall,
  work: (span?: Span) => Promise<T>,
  failureOf: (result: T) => unknown = () => undefined,
): Promise<T> {
  const startedMs = performance.now();
  let outcome = 'error';
  const judged = async (span?: Span): Promise<T> => {
    const result = await work(span);
    const failure = failureOf(result);
    if (failure === undefined) outcome = 'ok';
    else span?.fail(failure);
    return result;
  };
  try {
    if (telemetry.current() === undefined) return await judged();
    return await telemetry.inSpan(spanName, { kind: 'client', attributes }, judged);
  } finally {
    telemetry.count('annals_engine_calls_total', { engine, operation, outcome });
    const seconds = (performance.now() - startedMs) / 1000;
    telemetry.observe('annals_engine_call_duration_seconds', { engine, operation }, seconds);
  }
}
