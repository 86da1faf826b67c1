import type { Checksum, SourceData } from '@smithy/types';
import { createHash, createHmac } from 'node:crypto';

/** SHA-256 by Node, with a secret HMAC by it, as the SDK's signer takes them. */
export class NodeSha256 implements Checksum {
  #hash;

  constructor(private readonly secret?: SourceData) {
    this.#hash = this.#start();
  }

  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start() {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(this.secret));
  }
}

function bytesOf(data: SourceData): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
