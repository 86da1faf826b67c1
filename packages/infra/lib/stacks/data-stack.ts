import { tableSchema } from '@annals/adapters-aws/schema';
import type { App } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Settings } from '../config.js';
import { WorkQueue } from '../constructs/work-queue.js';
import { AnnalsStack } from './annals-stack.js';
import type { Keys } from './security-stack.js';

/** What is kept: the table, the buckets, and the queues with what they feed. */
export class DataStack extends AnnalsStack {
  readonly table: TableV2;
  readonly objects: Bucket;
  /** Server access logs, and what else must lie outside the main bucket. */
  readonly accessLogs: Bucket;
  readonly queues: { readonly notifications: WorkQueue; readonly events: WorkQueue; readonly samples: WorkQueue };

  constructor(app: App, settings: Settings, _props: { readonly keys: Keys }) {
    super(app, 'data', { settings, description: 'Table, buckets and queues of Annals.' });
    this.table = new TableV2(this, 'Table', {
      tableName: this.names.resource('records'),
      partitionKey: { name: tableSchema.key.partition, type: AttributeType.STRING },
      sortKey: { name: tableSchema.key.sort, type: AttributeType.STRING },
    });
    this.accessLogs = new Bucket(this, 'AccessLogs', { bucketName: this.names.bucket('access-logs') });
    this.objects = new Bucket(this, 'Objects', { bucketName: this.names.bucket('objects') });
    this.queues = {
      notifications: new WorkQueue(this, 'Notifications', { queueName: this.names.resource('notifications') }),
      events: new WorkQueue(this, 'Events', { queueName: this.names.resource('events') }),
      samples: new WorkQueue(this, 'Samples', { queueName: this.names.resource('samples') }),
    };
  }
}
