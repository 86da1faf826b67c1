import type { ObjectContent, Result, UploadTerms } from '@annals/domain';

/** What a signed request asks for. */
export type SignedWish =
  { readonly method: 'PUT'; readonly terms: UploadTerms } | { readonly method: 'GET'; readonly key: string };

/** An object that is open to be read. */
export interface OpenedObject {
  readonly content: Required<Pick<ObjectContent, 'sizeBytes' | 'eTag' | 'contentType' | 'lastModified'>>;
  /** The bytes from one position to another, both inclusive; without them all of it. Throws `EngineUnavailable`. */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** What became of an upload: stored and recorded, or refused with nothing stored. */
export type UploadOutcome =
  | { readonly code: 'stored'; readonly content: { readonly eTag: string } }
  | { readonly code: 'too-short' | 'too-long' | 'wrong-checksum' };

/** A bucket that this server itself serves to whoever holds a signed request. */
export interface ServedBucket {
  /** Tells whether this server signed a request, by its method and query, and what it asks for. */
  verify(method: string, query: URLSearchParams): Result<SignedWish, 'expired' | 'altered'>;
  /** Takes an object in, durably, and records it. Throws `EngineUnavailable`, and what the body throws. */
  upload(terms: UploadTerms, body: AsyncIterable<Uint8Array>): Promise<UploadOutcome>;
  /** Opens an object; the caller closes it. `undefined` where there is none. Throws `EngineUnavailable`. */
  openDownload(key: string): Promise<OpenedObject | undefined>;
}
