import { Aws, CfnOutput, Duration, type App } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { hasPipeline, type Settings } from '../config.js';
import { takeAccessLogsOf } from '../constructs/access-logs.js';
import { RecordsTable } from '../constructs/records-table.js';
import { SecureBucket } from '../constructs/secure-bucket.js';
import { WorkQueue } from '../constructs/work-queue.js';
import { arnOfBootstrapRole } from '../policy/bootstrap-roles.js';
import { refuseOthers } from '../policy/guarded-objects.js';
import { AnnalsStack } from './annals-stack.js';
import type { Keys } from './security-stack.js';

/** How long functions may work on what a queue hands them; the queues' visibility follows from it. */
export const workTimes = {
  notifications: Duration.minutes(5),
  events: Duration.minutes(1),
  /** What a client of the sample workload is given to delete what it received. */
  samples: Duration.seconds(5),
} as const;

/** How often a message is tried: a function that is throttled counts as a try as well. */
const attempts = 5;

/** Everything that makes the catalogue differ from the bucket, or that its history tells. */
const notifiedOf = [
  's3:ObjectCreated:*',
  's3:ObjectRemoved:*',
  's3:LifecycleExpiration:*',
  's3:LifecycleTransition',
  's3:ObjectRestore:*',
  's3:ObjectTagging:*',
];

const objectActions = [
  's3:AbortMultipartUpload',
  's3:DeleteObject*',
  's3:GetObject*',
  's3:ListBucketMultipartUploads',
  's3:ListBucketVersions',
  's3:ListMultipartUploadParts',
  's3:PutObject*',
  's3:ReplicateDelete',
  's3:ReplicateObject',
  's3:RestoreObject',
];

/** What would take the guard away, or tell of, remove, copy or open objects without asking for any. */
const guardActions = [
  's3:DeleteBucketPolicy',
  // CloudFormation asks whether a bucket is there, which is to ask for its list, whenever it changes it.
  's3:ListBucket',
  's3:PutBucketPolicy',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
];

/** What is kept: the table, the buckets, and the queues with what they feed. */
export class DataStack extends AnnalsStack {
  readonly table: TableV2;
  readonly objects: Bucket;
  /** Who asked which bucket for what. */
  readonly accessLogs: Bucket;
  readonly queues: { readonly notifications: WorkQueue; readonly events: WorkQueue; readonly samples: WorkQueue };

  constructor(app: App, settings: Settings, { keys }: { readonly keys: Keys }) {
    super(app, 'data', { settings, description: 'Table, buckets and queues of Annals.' });
    this.table = new RecordsTable(this, 'Table', { key: keys.table });
    // S3 logs into buckets under a key of its own alone.
    this.accessLogs = new SecureBucket(this, 'AccessLogs', {
      name: 'access-logs',
      versioned: false,
      expiresAfterDays: settings.logRetentionDays,
    });
    takeAccessLogsOf(this.accessLogs, this.names, [
      ...(settings.cloudTrail ? (['trail'] as const) : []),
      ...(hasPipeline(settings) ? (['packages'] as const) : []),
    ]);
    this.objects = new SecureBucket(this, 'Objects', {
      name: 'objects',
      key: keys.objects,
      versioned: true,
      logsTo: { bucket: this.accessLogs, prefix: 'access-logs/' },
    });
    if (settings.customerKeys) this.#guardObjects();
    this.queues = {
      notifications: new WorkQueue(this, 'Notifications', {
        name: 'notifications',
        workTime: workTimes.notifications,
        attempts,
      }),
      events: new WorkQueue(this, 'Events', { name: 'events', workTime: workTimes.events, attempts }),
      samples: new WorkQueue(this, 'Samples', { name: 'samples', workTime: workTimes.samples, attempts }),
    };
    this.#notify();
    this.#tellNames();
  }

  #guardObjects(): void {
    const { bucketArn } = this.objects;
    const resources = [bucketArn, this.objects.arnForObjects('*')];
    this.objects.addToResourcePolicy(refuseOthers(this.settings, { actions: objectActions, resources }));
    this.objects.addToResourcePolicy(
      refuseOthers(this.settings, {
        sid: 'KeepGuard',
        actions: guardActions,
        resources: [bucketArn],
        // Or no deployment could change the bucket any more.
        alsoAllowed: [arnOfBootstrapRole(this, 'cfn-exec')],
      }),
    );
  }

  /**
   * Has S3 tell the queue of every change. The library's own way needs a function that sets the notifications afterwards; told in the
   * bucket itself they need its name as text, for the queue's policy is made before the bucket is.
   */
  #notify(): void {
    const { queue } = this.queues.notifications;
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NotificationsOfTheBucket',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': `arn:${Aws.PARTITION}:s3:::${this.names.bucket('objects')}` },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
    const bucket = this.objects.node.defaultChild as CfnBucket;
    bucket.notificationConfiguration = {
      queueConfigurations: notifiedOf.map((event) => ({ event, queue: queue.queueArn })),
    };
    // S3 sends a test message when notifications are set, which the policy has to allow by then.
    const policies = queue.node.findAll().filter((construct) => construct instanceof CfnQueuePolicy);
    for (const policy of policies) bucket.addResourceDependency(policy);
  }

  #tellNames(): void {
    const outputs = {
      BucketName: this.objects.bucketName,
      BucketArn: this.objects.bucketArn,
      TableName: this.table.tableName,
      TableArn: this.table.tableArn,
      EventQueueUrl: this.queues.events.queue.queueUrl,
      SampleQueueUrl: this.queues.samples.queue.queueUrl,
      NotificationQueueUrl: this.queues.notifications.queue.queueUrl,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
