import { badParameter, readQuery, type QueryParameters } from './query.js';

/** How many items a page has if the request does not say, and at most. */
export const defaultLimit = 100;
export const maxLimit = 1000;

/** What a request for a list asks for. */
export interface ListQuery<Filter extends string> {
  /** What its pages have in common, as it was sent, decoded. */
  readonly filters: QueryParameters<Filter>;
  /** The most items of a page, 1..1000; `undefined` where the request does not say. */
  readonly limit: number | undefined;
  readonly cursor: string | undefined;
  /**
   * The `Link` to the page at a cursor; no header field without one. It repeats the request's parameters, relative to its address,
   * written anew, in an order of their own: a REST API's gateway keeps neither their order nor their encoding, and the link is the same
   * wherever it is made.
   */
  readonly linkTo: (cursor: string | undefined) => Readonly<Record<string, string>>;
}

/** Reads the query of a list. Throws a 400 `Problem` that names the parameter at fault; the filters' values are not judged. */
export function readListQuery<Filter extends string>(url: string, filters: readonly Filter[]): ListQuery<Filter> {
  const names = [...filters, 'limit', 'cursor'] as const;
  const values = readQuery<Filter | 'limit' | 'cursor'>(url, names);
  const { limit, cursor }: QueryParameters<'limit' | 'cursor'> = values;
  return {
    filters: values,
    limit: readLimit(limit),
    cursor,
    linkTo: (next) =>
      next === undefined ? {} : { Link: `<?${queryOf(names, { ...values, cursor: next })}>; rel="next"` },
  };
}

function queryOf(names: readonly string[], values: Readonly<Record<string, string | undefined>>): string {
  return names
    .flatMap((name) => (values[name] === undefined ? [] : [`${name}=${encodeURIComponent(values[name])}`]))
    .join('&');
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const limit = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > maxLimit) throw badParameter('limit', `must be an integer from 1 to ${maxLimit}`);
  return limit;
}
