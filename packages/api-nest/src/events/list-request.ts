import { parseEventQuery, type EventQuery } from '@annals/domain';
import { readListQuery, type ListQuery } from '../http/list-query.js';
import { badParameter } from '../http/query.js';

/** The filters of `GET /events`. */
const eventFilters = ['type', 'source', 'subject', 'from', 'to', 'order'] as const;

/** What a request to list events asks for. */
export interface ListRequest extends ListQuery<(typeof eventFilters)[number]> {
  readonly query: EventQuery;
}

/** Reads the query of `GET /events`. Throws a 400 `Problem` that names the parameter at fault. */
export function readListRequest(url: string): ListRequest {
  const request = readListQuery(url, eventFilters);
  const query = parseEventQuery(request.filters);
  if (!query.ok) throw badParameter(query.error.parameter, query.error.detail);
  return { ...request, query: query.value };
}
