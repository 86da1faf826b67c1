import { Aws } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AnnalsStack } from '../stacks/annals-stack.js';
import type { DataStack } from '../stacks/data-stack.js';
import type { Keys } from '../stacks/security-stack.js';
import { accessLogsOf } from './access-logs.js';
import { EncryptedLogGroup } from './encrypted-log-group.js';
import { SecureBucket } from './secure-bucket.js';

/** What the trail is about, and what it is encrypted with. */
export interface AuditTrailProps {
  readonly keys: Keys;
  readonly data: Pick<DataStack, 'objects' | 'table'>;
}

const service = new ServicePrincipal('cloudtrail.amazonaws.com');

/**
 * Who did what in the account, in every region, and with which object of the bucket and item of the table. Its files are validated by
 * digests that CloudTrail signs, and stand in a bucket of their own; the log group is for queries.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
 */
export class AuditTrail extends Construct {
  readonly bucket: Bucket;
  readonly trail: CfnTrail;
  readonly #arn: string;

  constructor(scope: Construct, id: string, { keys, data }: AuditTrailProps) {
    super(scope, id);
    const { names, region } = AnnalsStack.of(this);
    const trailName = names.resource('trail');
    this.#arn = `arn:${Aws.PARTITION}:cloudtrail:${region}:${Aws.ACCOUNT_ID}:trail/${trailName}`;
    this.bucket = this.#createBucket();
    const { logGroup, role } = this.#createLog(keys);
    this.trail = new CfnTrail(this, 'Trail', {
      trailName,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: this.bucket.bucketName,
      ...(keys.trail && { kmsKeyId: keys.trail.keyArn }),
      cloudWatchLogsLogGroupArn: logGroup.logGroupArn,
      cloudWatchLogsRoleArn: role.roleArn,
      eventSelectors: [
        {
          readWriteType: 'All',
          includeManagementEvents: true,
          dataResources: [
            { type: 'AWS::S3::Object', values: [data.objects.arnForObjects('')] },
            { type: 'AWS::DynamoDB::Table', values: [data.table.tableArn] },
          ],
        },
      ],
    });
    // CloudTrail tries the bucket's policy when the trail is made.
    this.trail.node.addDependency(this.bucket.policy!);
  }

  /**
   * Under S3's own key: CloudTrail names the trail's key for its files, while digests take the bucket's, which S3 would ask for without
   * saying for which trail.
   */
  #createBucket(): Bucket {
    const { settings } = AnnalsStack.of(this);
    const bucket = new SecureBucket(this, 'Bucket', {
      name: 'trail',
      versioned: true,
      logsTo: accessLogsOf(this, 'trail'),
      expiresAfterDays: settings.logRetentionDays,
    });
    const ofTrail = { 'aws:SourceArn': this.#arn };
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TrailAsksWhoseItIs',
        principals: [service],
        actions: ['s3:GetBucketAcl'],
        resources: [bucket.bucketArn],
        conditions: { StringEquals: ofTrail },
      }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TrailWrites',
        principals: [service],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${Aws.ACCOUNT_ID}/*`)],
        conditions: { StringEquals: { ...ofTrail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      }),
    );
    return bucket;
  }

  #createLog(keys: Keys): { readonly logGroup: EncryptedLogGroup; readonly role: Role } {
    const { names } = AnnalsStack.of(this);
    const logGroup = new EncryptedLogGroup(this, 'Logs', { logGroupName: names.logGroup('trail'), key: keys.logs });
    const role = new Role(this, 'LogsRole', {
      roleName: names.ofAccount('trail'),
      description: 'What the trail writes its log by.',
      assumedBy: service,
      inlinePolicies: {
        own: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: 'WriteTrailLog',
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [logGroup.logGroupArn],
            }),
          ],
        }),
      },
    });
    return { logGroup, role };
  }
}
