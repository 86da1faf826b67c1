import {
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  instantFromMicros,
  type Instant,
  type ListedObject,
  type ObjectContent,
  type ObjectRemoval,
  type ObjectStore,
  type Page,
  type PageRequest,
  type SignedRequest,
  type UploadTerms,
} from '@annals/domain';
import { directHeads, sdkHeads, type Head, type LookAtObject } from './direct-head.js';
import { telemetryMiddleware } from './instrument-client.js';
import { saysAbsent, saysInvalid, throwS3Fault } from './s3-faults.js';

/** How objects are looked at: by requests that are written here, or by those of the SDK. */
export type HeadPath = 'direct' | 'sdk';

/** For how long a signed request can be made, in seconds; less where the credentials that sign it expire before. */
const signedRequestSeconds = 900;

/**
 * A general purpose bucket of S3. Keys go to S3 and come back exactly as they are.
 *
 * A signed upload has its size, type and checksum among the signed headers, so that S3 refuses any other. A key with `.` or `..` between
 * slashes can be signed, but most HTTP clients shorten such a path before they send it.
 */
export class S3ObjectStore implements ObjectStore {
  readonly bucket: string;
  readonly #client: S3Client;
  readonly #lookAt: LookAtObject;
  readonly #signing: Pick<S3Client, 'config' | 'middlewareStack'>;
  readonly #nowMs: () => number;

  /** @param options `client` is destroyed by whoever made it; `heads` is `direct` if absent; `nowMs` tells when a request is signed, in milliseconds since 1970 */
  constructor(options: {
    readonly client: S3Client;
    readonly bucket: string;
    readonly heads?: HeadPath;
    readonly nowMs?: () => number;
  }) {
    this.bucket = options.bucket;
    this.#client = options.client;
    this.#lookAt = options.heads === 'sdk' ? sdkHeads(options.client) : directHeads(options.client, options.bucket);
    this.#signing = { config: options.client.config, middlewareStack: options.client.middlewareStack.clone() };
    // Signing asks nobody: it is no call.
    this.#signing.middlewareStack.remove(telemetryMiddleware);
    this.#nowMs = options.nowMs ?? Date.now;
  }

  async head(key: string, versionId?: string): Promise<ObjectContent | undefined> {
    try {
      return contentOf(await this.#lookAt(this.#named(key, versionId)));
    } catch (error) {
      if (saysAbsent(error) || (versionId !== undefined && saysInvalid(error))) return undefined;
      throwS3Fault(error);
    }
  }

  async findRemoval(key: string): Promise<ObjectRemoval | undefined> {
    // Versions are listed by key, the latest of a key first, and no key with this prefix comes before the prefix itself.
    const command = new ListObjectVersionsCommand({
      Bucket: this.bucket,
      Prefix: key,
      MaxKeys: 1,
      EncodingType: 'url',
    });
    const { DeleteMarkers = [], EncodingType } = await this.#client.send(command).catch(throwS3Fault);
    const [marker] = DeleteMarkers;
    if (marker?.IsLatest !== true || keyReader(EncodingType)(marker.Key!) !== key) return undefined;
    return { versionId: marker.VersionId!, lastModified: instantOf(marker.LastModified!) };
  }

  async list(prefix: string, { limit, after }: PageRequest<string>): Promise<Page<ListedObject, string>> {
    let start: { StartAfter?: string; ContinuationToken?: string } = after === undefined ? {} : { StartAfter: after };
    for (;;) {
      const listed = await this.#client
        .send(
          new ListObjectsV2Command({
            Bucket: this.bucket,
            ...(prefix !== '' && { Prefix: prefix }),
            MaxKeys: limit,
            EncodingType: 'url',
            ...start,
          }),
        )
        .catch(throwS3Fault);
      const items = listedObjectsOf(listed);
      const last = items.at(-1);
      if (listed.IsTruncated !== true) return { items };
      // S3 may end a page before the first key that is left to show, such as behind many delete markers.
      if (last !== undefined) return { items, next: last.key };
      start = { ContinuationToken: listed.NextContinuationToken! };
    }
  }

  async signUpload({ key, contentType, sizeBytes, checksumSha256 }: UploadTerms): Promise<SignedRequest> {
    const command = new PutObjectCommand({
      ...this.#named(key),
      ContentType: contentType,
      ContentLength: sizeBytes,
      ...(checksumSha256 !== undefined && { ChecksumSHA256: checksumSha256 }),
    });
    const headers = {
      'content-type': contentType,
      'content-length': String(sizeBytes),
      ...(checksumSha256 !== undefined && { 'x-amz-checksum-sha256': checksumSha256 }),
    };
    return { method: 'PUT', headers, ...(await this.#sign(command, new Set(Object.keys(headers)))) };
  }

  async signDownload(key: string, versionId?: string): Promise<SignedRequest> {
    const command = new GetObjectCommand(this.#named(key, versionId));
    return { method: 'GET', headers: {}, ...(await this.#sign(command, new Set())) };
  }

  #named(key: string, versionId?: string): { Bucket: string; Key: string; VersionId?: string } {
    return { Bucket: this.bucket, Key: key, ...(versionId !== undefined && { VersionId: versionId }) };
  }

  /** Signs headers as headers: the presigner leaves the content type out and moves others into the query unless told not to. */
  async #sign(
    command: PutObjectCommand | GetObjectCommand,
    signed: Set<string>,
  ): Promise<Pick<SignedRequest, 'url' | 'expiresAt'>> {
    // A signature's time has whole seconds.
    const signedAtMs = Math.floor(this.#nowMs() / 1000) * 1000;
    const url = await getSignedUrl(this.#signing as S3Client, command, {
      expiresIn: signedRequestSeconds,
      signingDate: new Date(signedAtMs),
      signableHeaders: signed,
      unhoistableHeaders: signed,
    }).catch(throwS3Fault);
    return { url, expiresAt: instantFromMicros((signedAtMs + signedRequestSeconds * 1000) * 1000) };
  }
}

function contentOf(head: Head): ObjectContent {
  const {
    VersionId,
    ContentLength,
    ETag,
    ContentType,
    LastModified,
    Metadata = {},
    ChecksumSHA256,
    ChecksumType,
  } = head;
  return {
    ...(VersionId !== undefined && { versionId: VersionId }),
    ...(ContentLength !== undefined && { sizeBytes: ContentLength }),
    ...(ETag !== undefined && { eTag: unquoted(ETag) }),
    ...(ContentType !== undefined && { contentType: ContentType }),
    ...(LastModified !== undefined && { lastModified: instantOf(LastModified) }),
    ...(Object.keys(Metadata).length > 0 && { metadata: Metadata }),
    // That of an upload in parts is a hash of hashes, not of the content.
    ...(ChecksumSHA256 !== undefined && ChecksumType !== 'COMPOSITE' && { checksumSha256: ChecksumSHA256 }),
  };
}

function listedObjectsOf({ Contents = [], EncodingType }: ListObjectsV2CommandOutput): ListedObject[] {
  const keyOf = keyReader(EncodingType);
  return Contents.map(({ Key, Size, ETag, LastModified }) => ({
    key: keyOf(Key!),
    sizeBytes: Size!,
    eTag: unquoted(ETag!),
    lastModified: instantOf(LastModified!),
  }));
}

/** XML has no form for some characters that a key may hold, so S3 is asked for encoded keys; other engines may not heed it. */
function keyReader(encodingType: string | undefined): (key: string) => string {
  return encodingType === 'url' ? decoded : (key) => key;
}

/** Undoes form encoding, in which a space is a `+`. */
function decoded(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

function unquoted(eTag: string): string {
  return eTag.replace(/^"(.*)"$/, '$1');
}

function instantOf(date: Date): Instant {
  return instantFromMicros(date.getTime() * 1000);
}
