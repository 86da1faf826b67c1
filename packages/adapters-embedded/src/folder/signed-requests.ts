import {
  err,
  instantFromMicros,
  ok,
  type Clock,
  type Result,
  type SignedRequest,
  type UploadTerms,
} from '@annals/domain';
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The path of signed requests, below the server's own address. */
export const signedObjectPath = '/bucket/object';

/** How long a signed request can be made, in seconds. */
export const signedSeconds = 900;

/** What a signed request asks for, once its signature was found to be right. */
export type VerifiedRequest =
  { readonly method: 'PUT'; readonly terms: UploadTerms } | { readonly method: 'GET'; readonly key: string };

/** Why a request is refused: its time is over, or it is not what was signed. */
export type RefusedRequest = 'expired' | 'altered';

/** The parameters of a query, in the order of signing. */
const parameters = ['key', 'expires', 'contentType', 'sizeBytes', 'checksumSha256'] as const;
type Signed = Partial<Record<(typeof parameters)[number], string>>;

/** Signs requests to this server, and tells those that it signed. */
export class RequestSigner {
  /**
   * @param secret 32 random bytes
   * @param baseUrl gives the server's address without a slash at its end, once it listens
   */
  constructor(
    private readonly secret: Uint8Array,
    private readonly clock: Clock,
    private readonly baseUrl: () => string,
  ) {}

  /** A request that uploads on the given terms; size and checksum are judged by the content, the type also by its header. */
  signUpload({ key, contentType, sizeBytes, checksumSha256 }: UploadTerms): SignedRequest {
    const checksum = checksumSha256 === undefined ? {} : { checksumSha256 };
    const signed = { key, contentType, sizeBytes: String(sizeBytes), ...checksum };
    return this.#sign('PUT', signed, { 'content-type': contentType });
  }

  /** A request that downloads. */
  signDownload(key: string): SignedRequest {
    return this.#sign('GET', { key }, {});
  }

  /** Judges a request by its method and its query alone. */
  verify(method: string, query: URLSearchParams): Result<VerifiedRequest, RefusedRequest> {
    const signed = readQuery(query);
    const signature = query.getAll('signature');
    if (signed === undefined || signature.length !== 1) return err('altered');
    if (!isEqual(signature[0]!, this.#signatureOf(method, signed))) return err('altered');
    const { key, expires, contentType, sizeBytes, checksumSha256 } = signed;
    if (Number(expires) * 1_000_000 <= this.clock.nowMicros()) return err('expired');
    // What was signed is well formed: only this server signs.
    if (method === 'GET') return ok({ method, key: key! });
    const checksum = checksumSha256 === undefined ? {} : { checksumSha256 };
    return ok({
      method: 'PUT',
      terms: { key: key!, contentType: contentType!, sizeBytes: Number(sizeBytes), ...checksum },
    });
  }

  #sign(
    method: SignedRequest['method'],
    what: Omit<Signed, 'expires'>,
    headers: SignedRequest['headers'],
  ): SignedRequest {
    const expires = Math.ceil(this.clock.nowMicros() / 1_000_000) + signedSeconds;
    const signed: Signed = { ...what, expires: String(expires) };
    const given = parameters.filter((name) => signed[name] !== undefined);
    const query = given.map((name) => `${name}=${encodeURIComponent(signed[name]!)}`).join('&');
    const url = `${this.baseUrl()}${signedObjectPath}?${query}&signature=${this.#signatureOf(method, signed)}`;
    return { url, method, headers, expiresAt: instantFromMicros(expires * 1_000_000) };
  }

  /** JSON keeps what was signed apart: no two lists of values give the same text. */
  #signatureOf(method: string, signed: Signed): string {
    const text = JSON.stringify(['annals-v1', method, ...parameters.map((name) => signed[name] ?? null)]);
    return createHmac('sha256', this.secret).update(text).digest('base64url');
  }
}

/** The signed parameters, each there once at most and no other among them. */
function readQuery(query: URLSearchParams): Signed | undefined {
  const signed: Signed = {};
  for (const [name, value] of query) {
    if (name === 'signature') continue;
    const known = parameters.find((parameter) => parameter === name);
    if (known === undefined || signed[known] !== undefined) return undefined;
    signed[known] = value;
  }
  return signed;
}

/** Compares in a time that does not tell how much of a guess is right. */
function isEqual(given: string, right: string): boolean {
  const left = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, Buffer.from(right));
}
