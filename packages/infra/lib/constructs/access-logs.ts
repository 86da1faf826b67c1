import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Names } from '../naming.js';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** Buckets of other stacks than the one of the bucket of access logs. */
export type DistantBucket = 'trail' | 'packages';

const prefixOf = (bucket: DistantBucket) => `access-logs-${bucket}/`;

/**
 * Where a bucket of another stack logs who asked it for what. By name: a reference would lead back to the stack of the log's bucket,
 * whose policy names this one, and two stacks cannot wait for each other.
 */
export function accessLogsOf(scope: Construct, bucket: DistantBucket) {
  const { names } = AnnalsStack.of(scope);
  return { bucket: Bucket.fromBucketName(scope, 'AccessLogs', names.bucket('access-logs')), prefix: prefixOf(bucket) };
}

/** Lets S3 write the logs of such buckets. */
export function takeAccessLogsOf(accessLogs: Bucket, names: Names, buckets: readonly DistantBucket[]): void {
  for (const bucket of buckets)
    accessLogs.addToResourcePolicy(
      new PolicyStatement({
        sid: `AccessLogsOf${bucket}`,
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [accessLogs.arnForObjects(`${prefixOf(bucket)}*`)],
        conditions: {
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:s3:::${names.bucket(bucket)}` },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
}
