import { hash } from 'node:crypto';
import type { ObjectContent } from '../src/object/object-change.js';
import type { Page, PageRequest } from '../src/object/object-record-repository.js';
import type { ListedObject, ObjectStore, SignedRequest, UploadTerms } from '../src/object/object-store.js';
import { instantFromMicros } from '../src/shared/instant.js';
import { compareUtf8 } from '../src/shared/utf8.js';
import { newYear2026Micros } from './event-builders.js';

/** A bucket in a map, without versions, for tests of what stands above it. Its signed requests lead nowhere. */
export class InMemoryObjectStore implements ObjectStore {
  readonly #objects = new Map<string, ListedObject & { contentType: string }>();
  #writes = 0;

  constructor(readonly bucket = 'main-bucket') {}

  put(key: string, content: Uint8Array, contentType = 'application/octet-stream'): Promise<void> {
    const lastModified = instantFromMicros(newYear2026Micros + ++this.#writes * 1000);
    this.#objects.set(key, { key, sizeBytes: content.length, eTag: hash('md5', content), lastModified, contentType });
    return Promise.resolve();
  }

  remove(key: string): Promise<void> {
    this.#objects.delete(key);
    return Promise.resolve();
  }

  head(key: string): Promise<ObjectContent | undefined> {
    const object = this.#objects.get(key);
    if (object === undefined) return Promise.resolve(undefined);
    const { key: _key, ...content } = object;
    return Promise.resolve(content);
  }

  findRemoval(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  list(prefix: string, { limit, after }: PageRequest<string>): Promise<Page<ListedObject, string>> {
    const rest = [...this.#objects.values()]
      .filter(({ key }) => key.startsWith(prefix) && (after === undefined || compareUtf8(key, after) > 0))
      .sort((left, right) => compareUtf8(left.key, right.key))
      .map(({ contentType: _contentType, ...listed }) => listed);
    const items = rest.slice(0, limit);
    return Promise.resolve(rest.length > limit ? { items, next: items.at(-1)!.key } : { items });
  }

  signUpload({ key, contentType }: UploadTerms): Promise<SignedRequest> {
    return Promise.resolve(this.#signed('PUT', key, { 'content-type': contentType }));
  }

  signDownload(key: string): Promise<SignedRequest> {
    return Promise.resolve(this.#signed('GET', key, {}));
  }

  #signed(method: SignedRequest['method'], key: string, headers: Record<string, string>): SignedRequest {
    const expiresAt = instantFromMicros(newYear2026Micros + 900_000_000);
    return { url: `https://${this.bucket}.invalid/${encodeURIComponent(key)}`, method, headers, expiresAt };
  }
}
