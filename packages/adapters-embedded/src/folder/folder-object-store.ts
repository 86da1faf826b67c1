import type {
  ListedObject,
  ObjectContent,
  ObjectStore,
  Page,
  PageRequest,
  SignedRequest,
  UploadTerms,
} from '@annals/domain';
import type { FolderContents } from './folder-contents.js';
import { touchingFiles } from './folder-unavailable.js';
import { mapBounded } from './map-bounded.js';
import type { ObjectFiles } from './object-files.js';
import type { RequestSigner } from './signed-requests.js';

/** How many files of a list are looked at, and perhaps read, at once. */
const looksAtOnce = 8;

/** Keys whose files are being written: their objects are what they were before, as an upload is not seen until it is whole. */
export interface UnfinishedFiles {
  has(key: string): boolean;
  /** What the object was when it was whole. */
  lastWhole(key: string): Promise<ObjectContent | undefined>;
}

/**
 * A bucket in a folder. It has no versions. A look shows files as they are now, except those that are being written.
 *
 * Size and times come from the file; eTag and SHA-256 are read once, and again when the file changed. The type is what was given at the
 * upload, or what the extension tells.
 */
export class FolderObjectStore implements ObjectStore {
  constructor(
    readonly bucket: string,
    private readonly files: ObjectFiles,
    private readonly contents: FolderContents,
    private readonly signer: RequestSigner,
    private readonly unfinished: UnfinishedFiles,
  ) {}

  async head(key: string, versionId?: string): Promise<ObjectContent | undefined> {
    if (versionId !== undefined) return undefined;
    // What is gone is gone at once; only what comes waits to be whole.
    if (this.unfinished.has(key) && (await touchingFiles(() => this.files.find(key))) !== undefined)
      return this.unfinished.lastWhole(key);
    return (await this.contents.look(key))?.content;
  }

  findRemoval(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async list(prefix: string, { limit, after }: PageRequest<string>): Promise<Page<ListedObject, string>> {
    const items: ListedObject[] = [];
    // One more than asked for tells whether there is more.
    for await (const keys of this.#keys(prefix, after, limit + 1)) {
      const listed = await mapBounded(keys, looksAtOnce, (key) => this.#listed(key));
      items.push(...listed.filter((object) => object !== undefined));
      if (items.length > limit) break;
    }
    const page = items.slice(0, limit);
    return items.length > limit ? { items: page, next: page.at(-1)!.key } : { items: page };
  }

  signUpload(terms: UploadTerms): Promise<SignedRequest> {
    return Promise.resolve(this.signer.signUpload(terms));
  }

  signDownload(key: string): Promise<SignedRequest> {
    return Promise.resolve(this.signer.signDownload(key));
  }

  /** The keys of a list, some at a time. */
  async *#keys(prefix: string, after: string | undefined, count: number): AsyncGenerator<string[]> {
    const walk = this.files.walk(prefix, after);
    for (let isDone = false; !isDone;) {
      const keys: string[] = [];
      while (keys.length < count && !isDone) {
        const next = await touchingFiles(() => walk.next());
        if (next.done === true) isDone = true;
        else keys.push(next.value.key);
      }
      yield keys;
    }
  }

  async #listed(key: string): Promise<ListedObject | undefined> {
    const content = await this.head(key);
    if (content === undefined) return undefined;
    const { sizeBytes, eTag, lastModified } = content;
    return { key, sizeBytes: sizeBytes!, eTag: eTag!, lastModified: lastModified! };
  }
}
