import { parseTraceparent, traceContext, type Span, type Telemetry, type TraceContext } from '@annals/domain';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const untoldSpan: Span = { set: () => {}, rename: () => {}, fail: () => {} };

/**
 * Knows which trace work belongs to, and tells nobody: where no collector is, what a request, its messages and their worker log still
 * has one trace id. Only what begins in this process gets a context of its own, a request or a message; the rest costs nothing.
 */
export function createContextTracer(): Pick<Telemetry, 'inSpan' | 'current'> {
  const active = new AsyncLocalStorage<TraceContext>();
  return {
    inSpan: (_name, { kind, traceparent }, work) =>
      kind === 'server' || kind === 'consumer'
        ? active.run(contextOf(traceparent), () => work(untoldSpan))
        : work(untoldSpan),
    current: () => active.getStore(),
  };
}

/** Goes on with the sender's trace, and with what it says of being traced; nobody is to trace what begins here. */
function contextOf(traceparent: string | undefined): TraceContext {
  const sent = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  const bytes = randomBytes(24).toString('hex');
  return traceContext(sent?.traceId ?? bytes.slice(0, 32), bytes.slice(32), sent?.sampled ?? false);
}
