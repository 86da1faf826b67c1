import { indexKeys } from '@annals/adapters-aws/schema';
import { CfnOutput, Duration, type App } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Settings } from '../config.js';
import { ServiceFunction } from '../constructs/service-function.js';
import type { WorkQueue } from '../constructs/work-queue.js';
import { acknowledge } from '../policy/acknowledgements.js';
import {
  consume,
  everyObject,
  indexes,
  items,
  listVersions,
  objectsKey,
  readObjects,
  send,
  tableKey,
} from '../policy/statements.js';
import { AnnalsStack } from './annals-stack.js';
import { workTimes, type DataStack } from './data-stack.js';
import type { FunctionNetwork } from './network-stack.js';
import type { Keys } from './security-stack.js';

/** What the functions need of other stacks. */
export interface FunctionStackProps {
  readonly keys: Keys;
  readonly data: DataStack;
  /** The folder that holds the packages, whose bundles are deployed. */
  readonly packages: string;
  /** Absent: functions run outside a VPC. */
  readonly network: FunctionNetwork | undefined;
}

/** The functions behind queues and schedule. */
export type IngestFunctionName = 'object-notifications' | 'queued-events' | 'reconciliation';

/** As long as a function may run; a reconciliation goes on from where the one before ended. */
const reconciliationTime = Duration.minutes(15);

/** As many messages as one request of SQS holds. */
const batchSize = 10;

/** The functions that record what lands in the bucket and what was queued. */
export class IngestStack extends AnnalsStack {
  readonly functions: Readonly<Record<IngestFunctionName, ServiceFunction>>;

  constructor(app: App, settings: Settings, props: FunctionStackProps) {
    super(app, 'ingest', { settings, description: 'Functions that record objects and queued events.' });
    const { notifications, events } = props.data.queues;
    this.functions = {
      'object-notifications': this.#objectNotifications(props),
      'queued-events': this.#queuedEvents(props),
      reconciliation: this.#reconciliation(props),
    };
    this.#feed('object-notifications', notifications);
    this.#feed('queued-events', events);
    this.#schedule();
    this.#tellNames();
  }

  #objectNotifications(props: FunctionStackProps): ServiceFunction {
    const { data, keys } = props;
    return this.#function('ObjectNotifications', 'object-notifications', props, {
      description: 'Records what S3 tells of the bucket.',
      timeout: workTimes.notifications,
      failuresGo: 'Its messages stay in their queue, which hands them out again and then to its dead letters.',
      acknowledgements: [everyObject(this.names)],
      environment: { TABLE_NAME: data.table.tableName, BUCKET_NAME: data.objects.bucketName },
      statements: [
        items(data.table, ['GetItem', 'PartiQLInsert', 'PutItem']),
        readObjects(this.names),
        listVersions(data.objects),
        consume(data.queues.notifications.queue),
        ...this.#keyStatements(keys),
      ],
    });
  }

  #queuedEvents(props: FunctionStackProps): ServiceFunction {
    const { data, keys } = props;
    return this.#function('QueuedEvents', 'queued-events', props, {
      description: 'Records events that were accepted into the queue.',
      timeout: workTimes.events,
      failuresGo: 'Its messages stay in their queue, which hands them out again and then to its dead letters.',
      environment: {
        TABLE_NAME: data.table.tableName,
        EVENT_DEAD_LETTER_QUEUE_URL: data.queues.events.deadLetters.queueUrl,
      },
      statements: [
        items(data.table, ['GetItem', 'PutItem']),
        consume(data.queues.events.queue),
        send(data.queues.events.deadLetters),
        ...tableKey(keys.table, this.settings.region),
      ],
    });
  }

  #reconciliation(props: FunctionStackProps): ServiceFunction {
    const { data, keys } = props;
    return this.#function('Reconciliation', 'reconciliation', props, {
      description: 'Compares the catalogue with the bucket, and mends it.',
      timeout: reconciliationTime,
      failuresGo: 'The next run goes on from where this one ended; that it failed is an alarm.',
      acknowledgements: [everyObject(this.names)],
      environment: { TABLE_NAME: data.table.tableName, BUCKET_NAME: data.objects.bucketName },
      statements: [
        items(data.table, ['GetItem', 'PartiQLInsert', 'PutItem']),
        indexes(data.table, [indexKeys.byKind.name]),
        readObjects(this.names),
        listVersions(data.objects),
        ...this.#keyStatements(keys),
      ],
    });
  }

  #keyStatements({ table, objects }: Keys): PolicyStatement[] {
    const { region } = this.settings;
    return [...tableKey(table, region), ...objectsKey(objects, region, 'read')];
  }

  #function(
    id: string,
    name: IngestFunctionName,
    { keys, network, packages }: FunctionStackProps,
    own: Pick<
      ConstructorParameters<typeof ServiceFunction>[2],
      'description' | 'timeout' | 'environment' | 'statements' | 'failuresGo' | 'acknowledgements'
    >,
  ): ServiceFunction {
    const bundle = { packages, package: 'ingest-lambda', file: name } as const;
    return new ServiceFunction(this, id, { ...own, name, bundle, keys, network, memoryMiB: 512 });
  }

  /** Each failed message is tried again by itself, and a busy queue does not take every instance that the account may run. */
  #feed(name: IngestFunctionName, { queue }: WorkQueue): void {
    const mapping = new EventSourceMapping(this, `${name}-messages`, {
      target: this.functions[name].lambda,
      eventSourceArn: queue.queueArn,
      batchSize,
      reportBatchItemFailures: true,
      maxConcurrency: this.settings.queueConcurrency,
    });
    acknowledge(mapping, {
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'Destinations are for streams: what fails here stays in its queue, which has dead letters.',
    });
  }

  #schedule(): void {
    const target = new LambdaFunction(this.functions.reconciliation.lambda, {
      // One that could not be started is made good by the next; one that failed Lambda itself starts twice more.
      retryAttempts: 0,
    });
    const rule = new Rule(this, 'ReconciliationSchedule', {
      ruleName: this.names.resource('reconciliation'),
      description: 'Has the catalogue compared with the bucket.',
      schedule: Schedule.rate(Duration.hours(this.settings.reconciliationHours)),
      targets: [target],
    });
    acknowledge(rule, {
      id: 'Serverless-EventBusDLQ',
      reason: 'A run that was not started is made good by the next one.',
    });
  }

  #tellNames(): void {
    const { lambda, role } = this.functions['object-notifications'];
    const outputs = {
      NotificationFunctionName: lambda.functionName,
      NotificationFunctionArn: lambda.functionArn,
      NotificationRoleArn: role.roleArn,
      QueuedEventsFunctionName: this.functions['queued-events'].lambda.functionName,
      ReconciliationFunctionName: this.functions.reconciliation.lambda.functionName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
