import {
  HeadObjectCommand,
  S3ServiceException,
  type HeadObjectCommandInput,
  type HeadObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { HttpResponse, ResponseMetadata } from '@smithy/types';
import { directCalls, type DirectOperation } from './direct-calls.js';

/** What a look at an object tells of it, as far as it is used here. */
export type Head = Pick<
  HeadObjectCommandOutput,
  | 'VersionId'
  | 'ContentLength'
  | 'ETag'
  | 'ContentType'
  | 'LastModified'
  | 'Metadata'
  | 'ChecksumSHA256'
  | 'ChecksumType'
>;

/** Which object of a client's bucket to look at. */
type HeadInput = Pick<HeadObjectCommandInput, 'Bucket' | 'Key' | 'VersionId'>;

/** Looks at an object, its checksum included. Rejects as the SDK does. */
export type LookAtObject = (input: HeadInput) => Promise<Head>;

/** What S3's client does for other operations, buckets and settings than those here. */
const leftOut = [
  'validateBucketNameMiddleware',
  'regionRedirectMiddleware',
  'addExpectContinueMiddleware',
  's3ExpressMiddleware',
  'bucketEndpointMiddleware',
  'regionRedirectEndpointMiddleware',
];

/** Looks by requests that are written here, with the connections, signatures and retries of a client of the SDK. */
export function directHeads(client: S3Client, bucket: string): LookAtObject {
  return directCalls(client, headObject(bucket), leftOut);
}

/** Looks by requests of the SDK. */
export function sdkHeads(client: S3Client): LookAtObject {
  return (input) => client.send(new HeadObjectCommand({ ...input, ChecksumMode: 'ENABLED' }));
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
function headObject(bucket: string): DirectOperation<HeadInput, Head> {
  return {
    name: 'HeadObject',
    endpointOf: { command: HeadObjectCommand, input: { Bucket: bucket, Key: 'key' } },
    write: ({ Key, VersionId }) => ({
      method: 'HEAD',
      path: `/${encodedPath(Key!)}`,
      ...(VersionId !== undefined && { query: { versionId: VersionId } }),
      headers: { 'x-amz-checksum-mode': 'ENABLED' },
    }),
    read: (response) => {
      const $metadata = metadataOf(response);
      if (response.statusCode !== 200) throw errorOf($metadata);
      return { ...headOf(response.headers), $metadata };
    },
  };
}

/** A key as the SDK writes it into a path, and signs it. */
function encodedPath(key: string): string {
  const encoded = encodeURIComponent(key).replaceAll('%2F', '/');
  return encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function metadataOf({ statusCode, headers }: HttpResponse): ResponseMetadata {
  const [requestId, extendedRequestId] = [headers['x-amz-request-id'], headers['x-amz-id-2']];
  return {
    httpStatusCode: statusCode,
    ...(requestId !== undefined && { requestId }),
    ...(extendedRequestId !== undefined && { extendedRequestId }),
  };
}

/** An answer to a look has no body: its status is all that it says. */
function errorOf($metadata: ResponseMetadata): S3ServiceException {
  const status = $metadata.httpStatusCode!;
  return new S3ServiceException({
    name: status === 404 ? 'NotFound' : 'UnknownError',
    message: `S3 answered ${status}`,
    $fault: status >= 500 ? 'server' : 'client',
    $metadata,
  });
}

const metadataPrefix = 'x-amz-meta-';

function headOf(headers: Readonly<Record<string, string>>): Head {
  const [length, modified] = [headers['content-length'], headers['last-modified']];
  const metadata = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(metadataPrefix) ? [[name.slice(metadataPrefix.length), value] as const] : [],
  );
  return {
    VersionId: headers['x-amz-version-id'],
    ContentLength: length === undefined ? undefined : Number(length),
    ETag: headers['etag'],
    ContentType: headers['content-type'],
    LastModified: modified === undefined ? undefined : new Date(modified),
    Metadata: Object.fromEntries(metadata),
    ChecksumSHA256: headers['x-amz-checksum-sha256'],
    ChecksumType: headers['x-amz-checksum-type'] as Head['ChecksumType'],
  };
}
