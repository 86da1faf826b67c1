import type { IncomingHttpHeaders } from 'node:http';

/** What a request has to show who makes it. */
export type Credentials =
  { readonly code: 'missing' | 'malformed' } | { readonly code: 'given'; readonly text: string };

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const bearerForm = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** The token of `Authorization: Bearer`; another scheme is nothing that anybody here understands. */
export function readBearer({ authorization }: IncomingHttpHeaders): Credentials {
  if (authorization === undefined || authorization.trim() === '') return { code: 'missing' };
  const text = bearerForm.exec(authorization)?.[1];
  return text === undefined ? { code: 'malformed' } : { code: 'given', text };
}

/** What every key of Annals begins with. API Gateway has keys of its own, for usage plans, in the same header field. */
const keyPrefix = 'annals_';

/**
 * The key of `Authorization: Bearer` or of `X-Api-Key`. Two keys must be the same: nobody can tell which one is meant. Beside a bearer
 * token, what is in `X-Api-Key` and does not look like a key of Annals is somebody else's.
 */
export function readKey(headers: IncomingHttpHeaders): Credentials {
  const bearer = readBearer(headers);
  const plain = [headers['x-api-key'] ?? []].flat().join(', ').trim();
  if (plain === '' || (bearer.code === 'given' && !plain.startsWith(keyPrefix))) return bearer;
  const isAmbiguous = bearer.code === 'malformed' || (bearer.code === 'given' && bearer.text !== plain);
  return isAmbiguous ? { code: 'malformed' } : { code: 'given', text: plain };
}
