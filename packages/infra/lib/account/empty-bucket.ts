import {
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
    const page = await unlessAbsent(client.send(new ListObjectVersionsCommand({ Bucket: bucket })));
    const { Versions = [], DeleteMarkers = [] } = page ?? {};
    const objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (objects.length === 0) return removed;
    await removeVersions(client, bucket, objects);
    removed += objects.length;
  }
}

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
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [...objects], Quiet: true } });
  const { Errors = [] } = await client.send(command);
  const [first] = Errors;
  if (first !== undefined)
    throw new BucketNotEmptied(
      `${Errors.length} objects of ${bucket} could not be removed; the first was refused with ${first.Code ?? 'no code'}: ${first.Message ?? ''}`,
    );
}
