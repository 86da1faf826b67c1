import type { Span, SpanAttributes, Telemetry } from './telemetry.js';

/** What a use case may be given beside what it needs. */
export interface Observed {
  /** Where spans and figures go; nowhere where absent. */
  readonly telemetry?: Telemetry | undefined;
}

/** Does a use case's work in a span that has its name. */
export function inUseCase<T>(
  name: string,
  { telemetry }: Observed,
  attributes: SpanAttributes,
  work: (span?: Span) => Promise<T>,
): Promise<T> {
  return telemetry === undefined ? work() : telemetry.inSpan(name, { attributes }, work);
}
