import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createDynamoClient, createS3Client, createTable } from '@annals/adapters-aws';
import { startS3Engine } from '@annals/adapters-aws/testing';

/** A new table, and a new bucket that says what S3 would notify of each change. */
export interface TestBucket {
  readonly bucket: string;
  /** What a function's environment names them with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Puts an object; returns the members of the record that tells of it. */
  put(key: string, content: string): Promise<{ readonly key: string; readonly size: number; readonly eTag: string }>;
  remove(key: string): Promise<void>;
}

/** An S3 beside a DynamoDB that runs already. */
export interface AwsEngines {
  makeBucket(): Promise<TestBucket>;
  stop(): Promise<void>;
}

/** Starts an S3. @param dynamoEndpoint of a DynamoDB, which is left running */
export async function startAwsEngines(dynamoEndpoint: string): Promise<AwsEngines> {
  const s3Engine = await startS3Engine();
  const s3 = createS3Client({ region: 'us-east-1', endpoint: s3Engine.endpoint });
  const dynamo = createDynamoClient({ region: 'us-east-1', endpoint: dynamoEndpoint });
  return {
    async makeBucket() {
      const Bucket = `annals-${randomUUID()}`;
      const tableName = `annals-${randomUUID()}`;
      await createTable(dynamo, tableName);
      await s3.send(new CreateBucketCommand({ Bucket }));
      return {
        bucket: Bucket,
        environment: {
          TABLE_NAME: tableName,
          BUCKET_NAME: Bucket,
          DYNAMODB_ENDPOINT: dynamoEndpoint,
          S3_ENDPOINT: s3Engine.endpoint,
        },
        async put(Key, content) {
          await s3.send(
            new PutObjectCommand({ Bucket, Key, Body: content, ContentType: 'text/plain', Metadata: { by: 'test' } }),
          );
          const { ContentLength, ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
          return { key: Key, size: ContentLength!, eTag: ETag!.replaceAll('"', '') };
        },
        async remove(Key) {
          await s3.send(new DeleteObjectCommand({ Bucket, Key }));
        },
      };
    },
    async stop() {
      s3.destroy();
      dynamo.destroy();
      await s3Engine.stop();
    },
  };
}
