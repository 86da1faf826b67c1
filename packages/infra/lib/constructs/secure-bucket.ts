import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectOwnership,
  type IBucket,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** How a bucket is made. */
export interface SecureBucketProps {
  /** As `names.bucket` takes it. */
  readonly name: string;
  /** Absent: S3's own key, which costs nothing. */
  readonly key?: IKey | undefined;
  readonly versioned: boolean;
  /** Where who asked for what is logged. */
  readonly logsTo?: { readonly bucket: IBucket; readonly prefix: string };
  /** After how many days objects are removed; absent: never. */
  readonly expiresAfterDays?: number;
}

/** A bucket that is encrypted, closed to the public, deaf to plain HTTP, and whose objects have one owner. */
export class SecureBucket extends Bucket {
  constructor(scope: Construct, id: string, { name, key, versioned, logsTo, expiresAfterDays }: SecureBucketProps) {
    const { names, settings } = AnnalsStack.of(scope);
    super(scope, id, {
      bucketName: names.bucket(name),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      ...(key ? { encryption: BucketEncryption.KMS, encryptionKey: key } : { encryption: BucketEncryption.S3_MANAGED }),
      // One data key serves many objects, which makes most calls of KMS, and their price, unnecessary.
      bucketKeyEnabled: key !== undefined,
      versioned,
      ...(logsTo && { serverAccessLogsBucket: logsTo.bucket, serverAccessLogsPrefix: logsTo.prefix }),
      lifecycleRules: lifecycleOf(versioned, expiresAfterDays),
      removalPolicy: settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // The stack that has the other bucket lets S3 write there.
    if (logsTo !== undefined && !(logsTo.bucket instanceof Bucket))
      Annotations.of(this).acknowledgeWarning('@aws-cdk/aws-s3:accessLogsPolicyNotAdded');
  }
}

function lifecycleOf(versioned: boolean, expiresAfterDays: number | undefined): LifecycleRule[] {
  const abandoned: LifecycleRule = { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) };
  if (expiresAfterDays === undefined) return [abandoned];
  return [
    abandoned,
    {
      id: 'old',
      expiration: Duration.days(expiresAfterDays),
      ...(versioned && { noncurrentVersionExpiration: Duration.days(1) }),
    },
  ];
}
