import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { Checksum, SourceData } from '@smithy/types';

/**
 * SHA-256, or HMAC by a secret, as a client of the SDK signs with. The SDK's own gives `createHmac` bytes: Node then makes and catches two
 * errors to find out that they are no `KeyObject`, which takes five times as long as the rest.
 */
export class SigningHash implements Checksum {
  readonly #secret: SourceData | undefined;
  #data: Uint8Array[] = [];

  constructor(secret?: SourceData) {
    this.#secret = secret;
  }

  update(data: SourceData): void {
    this.#data.push(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    const data = this.#data.length === 1 ? this.#data[0]! : Buffer.concat(this.#data);
    if (this.#secret === undefined) return Promise.resolve(hash('sha256', data, 'buffer'));
    return Promise.resolve(
      typeof this.#secret === 'string' ? byText(this.#secret, data) : hmac(bytesOf(this.#secret), data),
    );
  }

  reset(): void {
    this.#data = [];
  }
}

let last: { readonly text: string; readonly data: Uint8Array; readonly digest: Uint8Array } | undefined;

/** The SDK finds the key of a signature, which it keeps, by an HMAC of the credentials: the same for each request. */
function byText(text: string, data: Uint8Array): Uint8Array {
  if (last?.text !== text || !Buffer.from(data).equals(last.data))
    last = { text, data: Uint8Array.from(data), digest: hmac(bytesOf(text), data) };
  return Uint8Array.from(last.digest);
}

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac('sha256', createSecretKey(key)).update(data).digest();
}

function bytesOf(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
