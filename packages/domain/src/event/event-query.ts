import { parseInstant, type Instant } from '../shared/instant.js';
import { err, ok, type Result } from '../shared/result.js';
import { parseSource, parseSubject, parseType, type AttributeParser } from './event-attributes.js';

/** Which events a list holds, and in which order. */
export interface EventQuery {
  readonly type?: string;
  readonly source?: string;
  readonly subject?: string;
  /** The earliest instant, inclusive. */
  readonly from?: Instant;
  /** The latest instant, exclusive. */
  readonly to?: Instant;
  /** By occurrence: `desc` is newest first. */
  readonly order: 'asc' | 'desc';
}

/** The parameters of a query as texts, `undefined` where absent. */
export interface EventQueryParameters {
  readonly type?: string | undefined;
  readonly source?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly order?: string | undefined;
}

/** The first parameter that is wrong, and what it must be. */
export interface EventQueryFault {
  readonly parameter: keyof EventQueryParameters;
  readonly detail: string;
}

const parsers = {
  type: parseType,
  source: parseSource,
  subject: parseSubject,
  from: (value) => parseInstant(String(value)),
  to: (value) => parseInstant(String(value)),
  order: (value) => (value === 'asc' || value === 'desc' ? ok(value) : err('must be asc or desc')),
} as const satisfies Record<keyof EventQueryParameters, AttributeParser<string>>;

/** Reads a query: newest first unless it says otherwise. */
export function parseEventQuery(parameters: EventQueryParameters): Result<EventQuery, EventQueryFault> {
  const query: Record<string, string> = { order: 'desc' };
  for (const [name, parse] of Object.entries(parsers)) {
    const parameter = name as keyof EventQueryParameters;
    const value = parameters[parameter];
    if (value === undefined) continue;
    const parsed: Result<string, string> = parse(value);
    if (!parsed.ok) return err({ parameter, detail: parsed.error });
    query[parameter] = parsed.value;
  }
  const { from, to } = query;
  if (from !== undefined && to !== undefined && from > to)
    return err({ parameter: 'to', detail: 'must not be before from' });
  return ok(query as unknown as EventQuery);
}

/** A text that two queries share exactly when they list the same events in the same order. */
export function canonicalQuery({ type, source, subject, from, to, order }: EventQuery): string {
  return JSON.stringify([type ?? null, source ?? null, subject ?? null, from ?? null, to ?? null, order]);
}

/** Whether an event passes a query's filters; its instant is not looked at. */
export function passesFilters(
  event: { readonly type: string; readonly source: string; readonly subject?: string | undefined },
  query: EventQuery,
): boolean {
  return (
    (query.type === undefined || query.type === event.type) &&
    (query.source === undefined || query.source === event.source) &&
    (query.subject === undefined || query.subject === event.subject)
  );
}
