import type { Event } from '@annals/domain';
import type { Request } from 'express';
import { noteInLine } from '../http/exchange.js';

/** What became of an event, as far as the log tells it apart. */
interface LoggedOutcome {
  readonly code: string;
  readonly event?: Event;
}

/** Has the line of a request name its event and what became of it, by which queue and worker name it too. */
export function noteOutcome(request: Request, { code, event }: LoggedOutcome): void {
  noteInLine(request, { source: event?.source, id: event?.id, outcome: code });
}

/** Has the line of a request say how many of its events became what. */
export function noteOutcomes(request: Request, outcomes: readonly LoggedOutcome[]): void {
  const byCode = Map.groupBy(outcomes, ({ code }) => code);
  const counts = [...byCode].map(([code, { length }]) => [code, length] as const);
  noteInLine(request, { events: outcomes.length, ...Object.fromEntries(counts) });
}
