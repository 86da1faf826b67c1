import type { Request, RequestHandler, Response } from 'express';
import { allowedMethods } from './routes.js';

/** What scripts may read of an answer beside what they always may. */
const exposed = [
  ...['Accept-Post', 'Allow', 'ETag', 'Idempotent-Replayed', 'Link', 'Location', 'Preference-Applied'],
  ...['Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
].join(', ');

/** How long a browser may remember what it was allowed, in seconds: as long as Chromium does at most. */
const maxAgeSeconds = 7200;

/** Names of header fields with commas. */
const headerNames = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/**
 * Lets scripts of some origins call and read. The answers stay what they are, that of `OPTIONS` too: nothing is added where a request has
 * no `Origin`, or another. Credentials are header fields that scripts set, never cookies.
 *
 * @param origins those origins; `*` is every one
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  const allowed = new Set(origins);
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin !== undefined && (allowed.has('*') || allowed.has(origin))) {
      response.setHeader('Access-Control-Allow-Origin', allowed.has('*') ? '*' : origin);
      if (isPreflight(request)) allowWhatIsAsked(request, response);
      else response.setHeader('Access-Control-Expose-Headers', exposed);
    }
    next();
  };
}

function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function allowWhatIsAsked(request: Request, response: Response): void {
  response.setHeader('Access-Control-Allow-Methods', allowedMethods(request).join(', '));
  response.setHeader('Access-Control-Max-Age', String(maxAgeSeconds));
  response.vary('Access-Control-Request-Headers');
  const asked = request.headers['access-control-request-headers'];
  // `*` does not stand for Authorization, and events in binary mode have fields of any name.
  if (typeof asked === 'string' && headerNames.test(asked)) response.setHeader('Access-Control-Allow-Headers', asked);
}
