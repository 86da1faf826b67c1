/** What the handlers use of the context that Lambda gives to each invocation. */
export interface InvocationContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** The most time that is kept back at the end of an invocation, in milliseconds: a look and a write, each tried twice, take less. */
const maxReserveMs = 20_000;

/** Tells how much time is left to start work in, in milliseconds: the rest of the invocation without what ending well takes. */
export function workingTime(context: InvocationContext): () => number {
  const reserveMs = Math.min(maxReserveMs, context.getRemainingTimeInMillis() / 3);
  return () => context.getRemainingTimeInMillis() - reserveMs;
}
