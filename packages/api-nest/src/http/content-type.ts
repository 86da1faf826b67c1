import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from './problem.js';

/** A media type in lower case without its parameters; empty where there is none. */
export function essenceOf(headers: IncomingHttpHeaders): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

/** Throws a 415 `Problem` where a body that is text names another character set than UTF-8. */
export function requireUtf8(headers: IncomingHttpHeaders): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset))
    throw new Problem('unsupported-media-type', { detail: 'The body must be UTF-8.' });
}

/** The 415 of a media type that is none of those accepted. */
export function unsupported(accepted: readonly string[]): Problem {
  return new Problem('unsupported-media-type', {
    detail: `The Content-Type must be one of ${accepted.join(', ')}.`,
    headers: { 'Accept-Post': accepted.join(', ') },
  });
}
