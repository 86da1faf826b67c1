import { parseTraceparent, silentSpan, traceContext, type Telemetry, type TraceContext } from '@annals/domain';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';

/** A trace's id and a span's, in bytes. */
const idsBytes = 16 + 8;

/**
 * Knows which trace work belongs to, and tells nobody: where no collector is, what a request, its messages and their worker log still
 * has one trace id. Only what begins in this process gets a context of its own, a request or a message; the rest costs nothing.
 */
export function createContextTracer(): Pick<Telemetry, 'inSpan' | 'current'> {
  const active = new AsyncLocalStorage<TraceContext>();
  return {
    inSpan: (_name, { kind, traceparent }, work) =>
      kind === 'server' || kind === 'consumer'
        ? active.run(contextOf(traceparent), () => work(silentSpan))
        : work(silentSpan),
    current: () => active.getStore(),
  };
}

/** Goes on with the sender's trace, and with what it says of being traced; nobody is to trace what begins here. */
function contextOf(traceparent: string | undefined): TraceContext {
  const sent = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  const digits = randomIds();
  return traceContext(sent?.traceId ?? digits.slice(0, 32), digits.slice(32), sent?.sampled ?? false);
}

/** Drawn for many requests at once: to ask the system for each takes longer than all else that is done here. */
const drawn = Buffer.alloc(idsBytes * 256);
let used = drawn.length;

/** Random digits of hexadecimal, for a trace's id and a span's. */
function randomIds(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  return drawn.toString('hex', used, (used += idsBytes));
}
