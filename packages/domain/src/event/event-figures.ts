import type { Span, Telemetry } from '../telemetry/telemetry.js';
import { inUseCase, type Observed } from '../telemetry/use-case.js';
import type { EventBatch } from './event-batch.js';
import type { Event } from './event.js';

/** What became of an event, as far as figures tell it apart. */
interface FiguredOutcome {
  readonly code: string;
  readonly event?: Event;
}

/** Does a use case's work on a batch: in a span that has its name, and its events counted by what became of them. */
export function inBatchUseCase<T extends FiguredOutcome>(
  name: string,
  { telemetry }: Observed,
  batch: EventBatch,
  work: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  return inUseCase(name, { telemetry }, { 'annals.events.count': batch.results.length }, async (span) => {
    const outcomes = await work();
    if (telemetry !== undefined) figureOutcomes(outcomes, telemetry, span);
    return outcomes;
  });
}

/** Counts events by what became of them, and says it in the span where there is one event. */
function figureOutcomes(outcomes: readonly FiguredOutcome[], telemetry: Telemetry, span: Span | undefined): void {
  const [first] = outcomes;
  if (outcomes.length !== 1 || first === undefined) {
    for (const [outcome, { length }] of Map.groupBy(outcomes, ({ code }) => code))
      telemetry.count('annals_events_total', { outcome }, length);
    return;
  }
  telemetry.count('annals_events_total', { outcome: first.code });
  const { code, event } = first;
  span?.set({ 'annals.event.outcome': code, 'annals.event.id': event?.id, 'annals.event.source': event?.source });
}

/** Counts every event that is valid as failed, and throws on: the engine refused the call as a whole. */
export function figureRefusal(
  results: readonly { readonly ok: boolean }[],
  telemetry: Telemetry | undefined,
): (error: unknown) => never {
  return (error) => {
    const outcomes = results.map(({ ok }) => ({ code: ok ? 'failed' : 'invalid' }));
    if (telemetry !== undefined) figureOutcomes(outcomes, telemetry, undefined);
    throw error;
  };
}
