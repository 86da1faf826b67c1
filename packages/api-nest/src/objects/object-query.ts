import { parseInstant, parseKeyPrefix, parseObjectKey, type ChangeRange, type Result } from '@annals/domain';
import { Problem } from '../http/problem.js';
import { badParameter, type QueryParameters } from '../http/query.js';

/** The filters of `GET /objects`. */
export const objectFilters = ['bucket', 'prefix', 'sort', 'from', 'to'] as const;

/** Which list of objects is asked for: the living by key, or all by last change. */
export type ObjectQuery =
  | { readonly sort: 'key'; readonly prefix: string }
  | { readonly sort: 'modified'; readonly range: Omit<ChangeRange, 'bucket'> };

/** Reads the filters of `GET /objects`, but for the bucket. Throws a 400 `Problem` that names the parameter at fault. */
export function readObjectQuery({
  sort,
  prefix,
  from,
  to,
}: QueryParameters<(typeof objectFilters)[number]>): ObjectQuery {
  if (sort === undefined) {
    if (from !== undefined) throw badParameter('from', 'bounds the last change: ask with sort=modified');
    if (to !== undefined) throw badParameter('to', 'bounds the last change: ask with sort=modified');
    return { sort: 'key', prefix: readPrefix(prefix) };
  }
  if (sort !== 'modified') throw badParameter('sort', 'must be modified, or absent');
  if (prefix !== undefined) throw badParameter('prefix', 'does not go with sort=modified');
  const range = {
    ...(from !== undefined && { from: orBad('from', parseInstant(from)) }),
    ...(to !== undefined && { to: orBad('to', parseInstant(to)) }),
  };
  if (range.from !== undefined && range.to !== undefined && range.from > range.to)
    throw badParameter('to', 'must not be before from');
  return { sort, range };
}

/** The prefix that a query names; every key has the empty one. Throws a 400 `Problem`. */
export function readPrefix(prefix: string | undefined): string {
  return orBad('prefix', parseKeyPrefix(prefix ?? ''));
}

/** The key that a query names. Throws a 400 `Problem`. */
export function readKey(key: string | undefined): string {
  if (key === undefined) throw badParameter('key', 'is required');
  return orBad('key', parseObjectKey(key));
}

/** Throws a 404 `Problem` where a query names another bucket than the one there is. */
export function requireBucket(named: string | undefined, bucket: string): void {
  if (named !== undefined && named !== bucket)
    throw new Problem('not-found', {
      detail: 'No bucket has this name here. Without one, the bucket is meant that there is.',
    });
}

function orBad<T>(parameter: string, parsed: Result<T, string>): T {
  if (!parsed.ok) throw badParameter(parameter, parsed.error);
  return parsed.value;
}
