import type { TraceContext } from './telemetry.js';

/** A `traceparent` of any version but ff, with ids that are not all zero; only those after 00 may have more behind it. */
const traceparentForm =
  /^(?!ff)(?!00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** What a `traceparent` says; `undefined` where it is malformed. @see https://www.w3.org/TR/trace-context/#traceparent-header */
export function parseTraceparent(
  text: string,
): (Pick<TraceContext, 'traceId' | 'spanId'> & { readonly sampled: boolean }) | undefined {
  const [, traceId, spanId, flags] = traceparentForm.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/**
 * Writes a context with its `traceparent`.
 *
 * @param traceId 32 digits of lower-case hexadecimal
 * @param spanId 16 digits of lower-case hexadecimal
 * @param sampled whether whoever it is sent to should trace too
 */
export function traceContext(traceId: string, spanId: string, sampled: boolean): TraceContext {
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}` };
}
