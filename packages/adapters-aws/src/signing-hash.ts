import { createHash, createHmac, createSecretKey } from 'node:crypto';
import type { Checksum, SourceData } from '@smithy/types';

/**
 * SHA-256, or HMAC by a secret, as a client of the SDK signs with. The SDK's own gives `createHmac` bytes: Node then makes and catches two
 * errors to find out that they are no `KeyObject`, which takes five times as long as the rest.
 */
export class SigningHash implements Checksum {
  readonly #secret: SourceData | undefined;
  #hash: ReturnType<typeof hashWith>;

  constructor(secret?: SourceData) {
    this.#secret = secret;
    this.#hash = hashWith(secret);
  }

  update(data: SourceData): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = hashWith(this.#secret);
  }
}

function hashWith(secret: SourceData | undefined) {
  if (secret === undefined) return createHash('sha256');
  const key = typeof secret === 'string' ? createSecretKey(secret, 'utf8') : createSecretKey(bytesOf(secret));
  return createHmac('sha256', key);
}

function bytesOf(data: Exclude<SourceData, string>): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
