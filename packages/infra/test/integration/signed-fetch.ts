import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** What requests are signed with. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A request to sign. */
export interface RequestToSign {
  readonly method: string;
  readonly url: string;
  /** Names in lower case; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Who signs what, for API Gateway. */
export interface Signing {
  readonly region: string;
  readonly credentials: SigningCredentials | (() => Promise<SigningCredentials>);
}

/** Sends a request; the body is text. */
export type Fetch = (
  url: string,
  request?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string },
) => Promise<Response>;

/** A `fetch` that signs what it sends, as API Gateway asks of callers with `AWS_IAM`. */
export function signedFetch(signing: Signing): Fetch {
  return async (url, { method = 'GET', headers = {}, body } = {}) => {
    const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const signed = await sign({ method, url, headers: lowered, body }, signing);
    return fetch(url, { method, headers: signed, ...(body !== undefined && { body }) });
  };
}

/**
 * The headers of a request, with those that sign it.
 *
 * @param signingDate the moment of signing; now where absent
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export async function sign(
  { method, url, headers, body }: RequestToSign,
  { region, credentials }: Signing,
  signingDate: Date = new Date(),
): Promise<Record<string, string>> {
  const { protocol, hostname, host, pathname, searchParams } = new URL(url);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const query: Record<string, string[]> = {};
  for (const [name, value] of searchParams) (query[name] ??= []).push(value);
  const request = { method, protocol, hostname, path: pathname, query, headers: { ...headers, host }, body };
  return (await signer.sign(request, { signingDate })).headers;
}

/** The hash that the signer asks for, of Node. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  /** Part of the interface; a hash is used once. */
  reset(): void {
    throw new Error('a hash of a signature is not used again');
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
