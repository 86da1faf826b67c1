import { labelValues } from '@annals/domain';
import type { Request } from 'express';

/** What figures call the route of a request that none took. */
export const unmatchedRoute = 'unmatched';

/** What figures and spans call a method that is none of these. @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/http/ */
export const otherMethod = '_OTHER';

/** Methods of RFC 9110 and RFC 5789. */
const knownMethods: ReadonlySet<string> = new Set(labelValues.annals_http_requests_total.method);

/** What the paths of Express are called: there are as many as there are routes. */
const described = new Map<string, string | undefined>();

/** The route that took a request, as the API's description writes it: `/events/{id}`; a middleware's wildcard is none. */
export function routeOf(request: Request): string | undefined {
  const path = (request.route as { readonly path: string } | undefined)?.path;
  if (path === undefined) return undefined;
  if (!described.has(path)) described.set(path, path.includes('*') ? undefined : path.replaceAll(/:(\w+)/g, '{$1}'));
  return described.get(path);
}

/** A method of a list that does not grow with what callers send. */
export function metricMethodOf(method: string): string {
  return knownMethods.has(method) ? method : otherMethod;
}
