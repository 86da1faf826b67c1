import { parseEventQuery, type EventQuery } from '@annals/domain';
import { badParameter, readQuery, type QueryParameters } from '../http/query.js';

/** How many events a page has if the request does not say, and at most. */
export const defaultLimit = 100;
export const maxLimit = 1000;

/** The parameters of `GET /events`. */
export const listParameters = ['type', 'source', 'subject', 'from', 'to', 'order', 'limit', 'cursor'] as const;

/** The parameters of a list that its pages have in common, as they were sent, decoded. */
export type ListParameters = Omit<QueryParameters<(typeof listParameters)[number]>, 'cursor'>;

/** What a request to list events asks for. */
export interface ListRequest {
  readonly query: EventQuery;
  /** The most events of a page, 1..1000; `undefined` where the request does not say. */
  readonly limit: number | undefined;
  readonly cursor: string | undefined;
  readonly parameters: ListParameters;
}

/** Reads the query of `GET /events`. Throws a 400 `Problem` that names the parameter at fault. */
export function readListRequest(url: string): ListRequest {
  const { cursor, ...parameters } = readQuery(url, listParameters);
  const { limit, ...filters } = parameters;
  const query = parseEventQuery(filters);
  if (!query.ok) throw badParameter(query.error.parameter, query.error.detail);
  return { query: query.value, limit: readLimit(limit), cursor, parameters };
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const limit = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > maxLimit) throw badParameter('limit', `must be an integer from 1 to ${maxLimit}`);
  return limit;
}
