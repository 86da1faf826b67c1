import { createHmac, hash } from 'node:crypto';

/** A request whose signature is in its headers. */
export interface SignedByHeaders {
  readonly method: string;
  /** As it is sent, encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const form = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The signature that S3 and DynamoDB compute for a request and compare with the one in its headers.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureOf({ method, path, query, headers, body }: SignedByHeaders, secret: string): string {
  const authorization = String(headers['authorization']);
  const [, scope, names] = /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+),/.exec(authorization)!;
  const parameters = Object.entries(query).map(([name, value]) => `${form(name)}=${form(value)}`);
  const lines = names!.split(';').map((name) => `${name}:${String(headers[name])}`);
  const canonical = [method, path, parameters.sort().join('&'), ...lines, '', names, hash('sha256', body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash('sha256', canonical)].join('\n');
  const key = scope!.split('/').reduce<string | Buffer>((derived, part) => hmac(derived, part), `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
}
