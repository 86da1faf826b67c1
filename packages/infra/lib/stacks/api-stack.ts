import { indexKeys } from '@annals/adapters-aws/schema';
import { CfnOutput, Duration, type App } from 'aws-cdk-lib';
import type { DeployedApi } from '../api/api-surface.js';
import type { Settings } from '../config.js';
import type { ApiUsers } from '../constructs/api-users.js';
import { EncryptedLogGroup } from '../constructs/encrypted-log-group.js';
import { EventsHttpApi } from '../constructs/events-http-api.js';
import { EventsRestApi } from '../constructs/events-rest-api.js';
import { ServiceFunction } from '../constructs/service-function.js';
import {
  everyObject,
  indexes,
  items,
  listBucket,
  listVersions,
  measure,
  objectsKey,
  putObjects,
  readObjects,
  receive,
  send,
  tableKey,
} from '../policy/statements.js';
import { AnnalsStack } from './annals-stack.js';
import type { FunctionStackProps } from './ingest-stack.js';

/** What the API needs of other stacks. */
export interface ApiStackProps extends FunctionStackProps {
  /** The callers that Cognito knows; there with auth `cognito`. */
  readonly users: ApiUsers | undefined;
}

/** A little less than the gateway waits, so that what is late ends with the function's own words in its log. */
const answerTime = Duration.seconds(28);

/** The API, and the functions behind it. */
export class ApiStack extends AnnalsStack {
  /** Answers everything but the bucket's list. */
  readonly function: ServiceFunction;
  /** Answers the bucket's list, and may do nothing else. */
  readonly lister: ServiceFunction;
  readonly api: DeployedApi;

  constructor(app: App, settings: Settings, props: ApiStackProps) {
    super(app, 'api', { settings, description: 'HTTP API of Annals.' });
    const { keys, network, users } = props;
    this.function = this.#createApp(props);
    this.lister = this.#createLister(props);
    const functions = { api: this.function.lambda, lister: this.lister.lambda };
    // Not in the API: when its kind changes, the new one is made before the old one goes, and both cannot have the name.
    const logGroupName = this.names.logGroup('api-access');
    const accessLogs = new EncryptedLogGroup(this, 'AccessLogs', { logGroupName, key: keys.logs });
    const common = { functions, accessLogs, users };
    this.api =
      settings.api === 'rest'
        ? new EventsRestApi(this, 'Rest', { ...common, keys, endpoint: network?.privateApiEndpoint })
        : new EventsHttpApi(this, 'Http', common);
    this.#tellNames();
  }

  #createApp(props: ApiStackProps): ServiceFunction {
    const { data, keys } = props;
    const { region } = this.settings;
    const { events, samples } = data.queues;
    return this.#function('App', props, {
      name: 'api',
      description: 'Answers the API.',
      bundle: { packages: props.packages, package: 'api-nest', file: 'lambda' },
      environment: {
        TABLE_NAME: data.table.tableName,
        BUCKET_NAME: data.objects.bucketName,
        EVENT_QUEUE_URL: events.queue.queueUrl,
        SAMPLE_QUEUE_URL: samples.queue.queueUrl,
      },
      acknowledgements: [everyObject(this.names)],
      statements: [
        items(data.table, ['BatchGetItem', 'GetItem', 'PartiQLInsert', 'PutItem', 'Query']),
        indexes(data.table, [indexKeys.byTime.name, indexKeys.byKind.name, indexKeys.bySubject.name]),
        readObjects(this.names),
        // What it signs is judged by what it may do itself.
        putObjects(this.names),
        listVersions(data.objects),
        send(events.queue, samples.queue),
        receive(samples.queue),
        // Readiness asks whether the queue answers.
        measure(events.queue, events.deadLetters),
        ...tableKey(keys.table, region),
        ...objectsKey(keys.objects, region, 'write'),
      ],
    });
  }

  #createLister(props: ApiStackProps): ServiceFunction {
    return this.#function('Lister', props, {
      name: 'bucket-lister',
      description: 'Lists the bucket itself.',
      bundle: { packages: props.packages, package: 'api-nest', file: 'bucket-lister' },
      environment: { BUCKET_NAME: props.data.objects.bucketName },
      statements: [listBucket(props.data.objects)],
    });
  }

  #function(
    id: string,
    { keys, network, users }: ApiStackProps,
    own: Omit<
      ConstructorParameters<typeof ServiceFunction>[2],
      'keys' | 'network' | 'timeout' | 'memoryMiB' | 'failuresGo'
    >,
  ): ServiceFunction {
    return new ServiceFunction(this, id, {
      ...own,
      environment: { ...own.environment, ...this.#callerVariables(users) },
      keys,
      network,
      timeout: answerTime,
      memoryMiB: 512,
      failuresGo: 'Whoever called is told that it failed, and may send the same again.',
    });
  }

  /** Who calls is found out by the gateway, in every way that the settings know. */
  #callerVariables(users: ApiUsers | undefined): Readonly<Record<string, string>> {
    const prefix = users && { JWT_SCOPE_PREFIX: users.scopePrefix };
    return { AUTH_MODE: this.settings.auth === 'iam' ? 'iam' : 'jwt', ...prefix };
  }

  #tellNames(): void {
    const outputs = {
      ApiUrl: this.api.url,
      ApiId: this.api.apiId,
      ApiFunctionName: this.function.lambda.functionName,
      ApiFunctionArn: this.function.lambda.functionArn,
      ApiRoleArn: this.function.role.roleArn,
      BucketListerFunctionName: this.lister.lambda.functionName,
      BucketListerFunctionArn: this.lister.lambda.functionArn,
      BucketListerRoleArn: this.lister.role.roleArn,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
