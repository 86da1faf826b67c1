import type { Instant } from '../shared/instant.js';
import type { ObjectContent } from './object-change.js';
import type { Page, PageRequest } from './object-record-repository.js';

/** An object as a list of the bucket shows it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly eTag: string;
  readonly lastModified: Instant;
}

/** The delete marker that hides an object. */
export interface ObjectRemoval {
  readonly versionId: string;
  /** When it was made. */
  readonly lastModified: Instant;
}

/** A request that whoever holds it may make once or more until it expires. */
export interface SignedRequest {
  readonly url: string;
  readonly method: 'GET' | 'PUT';
  /** Headers that the request must carry with just these values. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Instant;
}

/** What an upload will be held to. */
export interface UploadTerms {
  /** 1..1024 bytes of UTF-8. */
  readonly key: string;
  readonly contentType: string;
  /** 0 to 5 GiB. */
  readonly sizeBytes: number;
  /** In base64. */
  readonly checksumSha256?: string | undefined;
}

/**
 * A bucket. Every implementation passes the one contract suite in `testing`. Reads are strongly consistent with writes to the bucket.
 * A bucket that cannot be reached, or that throttles beyond retries, throws `EngineUnavailable`; absence is a value.
 */
export interface ObjectStore {
  /** The bucket's name. */
  readonly bucket: string;

  /** What an object is now, or what a version of it was; `undefined` if it is not there or hidden by a delete marker. */
  head(key: string, versionId?: string): Promise<ObjectContent | undefined>;

  /** The delete marker that hides an object; `undefined` where none does, as in a bucket without versions. */
  findRemoval(key: string): Promise<ObjectRemoval | undefined>;

  /** The objects whose keys start with a prefix, by key in the order of UTF-8 bytes. `after` is a key. */
  list(prefix: string, page: PageRequest<string>): Promise<Page<ListedObject, string>>;

  /** A request that uploads an object on the given terms and no other. */
  signUpload(terms: UploadTerms): Promise<SignedRequest>;

  /** A request that downloads an object, or a version of it. It can be signed whether or not the object is there. */
  signDownload(key: string, versionId?: string): Promise<SignedRequest>;
}
