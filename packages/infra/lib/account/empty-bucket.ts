import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutBucketLoggingCommand,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Some objects of a bucket could not be removed. */
export class BucketNotEmptied extends Error {
  override readonly name = 'BucketNotEmptied';
}

/** Has a bucket log no more who asks it for what. One that is not there does not. Throws the SDK's own errors. */
export async function stopAccessLog(client: S3Client, bucket: string): Promise<void> {
  await unlessAbsent(client.send(new PutBucketLoggingCommand({ Bucket: bucket, BucketLoggingStatus: {} })));
}

/**
 * Removes every version and every delete marker of a bucket; one that is not there has none.
 *
 * Throws `BucketNotEmptied` with the first refusal, and the SDK's own errors.
 *
 * @returns how many were removed.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html for the 1,000 of a request, as many as a page has
 */
export async function emptyBucket(client: S3Client, bucket: string): Promise<number> {
  let removed = 0;
  // What is removed is not listed again, so every page is a first one.
  for (;;) {
    const page = await unlessAbsent(
      client.send(new ListObjectVersionsCommand({ Bucket: bucket, EncodingType: 'url' })),
    );
    const { Versions = [], DeleteMarkers = [], EncodingType } = page ?? {};
    const objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({
      Key: EncodingType === 'url' ? decoded(Key!) : Key,
      VersionId,
    }));
    if (objects.length === 0) return removed;
    await removeVersions(client, bucket, objects);
    removed += objects.length;
  }
}

/** Undoes form encoding, in which a space is a `+`. */
function decoded(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

/** Characters that XML has no form for, while a key may hold them. */
// eslint-disable-next-line no-control-regex -- they are what it is about
const notInXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Somebody may have deleted a bucket by hand, which its stack does not know. */
async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucket') return undefined;
    throw error;
  }
}

async function removeVersions(client: S3Client, bucket: string, objects: readonly ObjectIdentifier[]): Promise<void> {
  const named = objects.filter(({ Key }) => !notInXml.test(Key!));
  if (named.length > 0) await removeTogether(client, bucket, named);
  for (const { Key, VersionId } of objects.filter((each) => !named.includes(each)))
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
}

async function removeTogether(client: S3Client, bucket: string, objects: ObjectIdentifier[]): Promise<void> {
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } });
  const { Errors = [] } = await client.send(command);
  const [first] = Errors;
  if (first !== undefined)
    throw new BucketNotEmptied(
      `${Errors.length} objects of ${bucket} could not be removed; the first was refused with ${first.Code ?? 'no code'}: ${first.Message ?? ''}`,
    );
}
