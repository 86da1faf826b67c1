import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoClient, createS3Client, createTable } from '@annals/adapters-aws';
import { startDynamoEngine, startS3Engine, XRayDaemon } from '@annals/adapters-aws/testing';
import { listerPath } from '../../lib/api/api-surface.js';
import { httpApi, restApi } from '../../../api-nest/test/support/api-gateway.js';
import { signedFetch } from '../integration/signed-fetch.js';
import type { Deployment } from '../integration/deployment.js';
import { ApiGatewayServer } from './api-gateway-server.js';
import { readDeployed, type Deployed, type DeployedFunction } from './read-deployed.js';
import { EventSourceMapping } from './event-source-mapping.js';
import { place } from './function-definition.js';
import { LambdaFunction } from './lambda-function.js';
import { NotifyingBucket } from './notifying-bucket.js';

/** How a deployment on this machine differs from one in an account. */
export interface LocalOptions {
  readonly api: 'rest' | 'http';
  /** Time-outs of functions by their names, in milliseconds, where their template's are too long to wait for. */
  readonly timeoutsMs?: Readonly<Record<string, number>>;
}

/** So that what failed comes back within a test; in an account it takes six times the function's time-out. */
const visibilitySeconds = 1;

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const table = 'annals';
const bucket = 'annals-objects';

/** A queue, and where its messages go that nobody could handle. */
interface LocalQueue {
  readonly url: string;
  readonly deadLettersUrl: string;
}

type QueueName = 'notifications' | 'events' | 'samples';

/**
 * Everything of a deployment that has code of ours, on this machine: the functions as they would be uploaded, with the variables and
 * limits of their templates, under Lambda's runtime client, behind API Gateway, queues and a bucket that notifies.
 */
export class LocalDeployment implements Deployment {
  readonly bucket = bucket;
  readonly sqs: SQSClient;
  readonly queueUrls: Deployment['queueUrls'];
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  readonly fetch = signedFetch({ region: place.region, credentials });
  readonly #stops: (() => Promise<unknown>)[];

  private constructor(
    functions: Readonly<Record<string, LambdaFunction>>,
    readonly baseUrl: string,
    readonly services: Services,
    readonly mappings: Readonly<Record<string, EventSourceMapping>>,
    stops: (() => Promise<unknown>)[],
  ) {
    this.functions = functions;
    this.sqs = services.sqs;
    this.queueUrls = { events: services.queues.events.url, notifications: services.queues.notifications.url };
    this.#stops = stops;
  }

  static async start({ api, timeoutsMs = {} }: LocalOptions): Promise<LocalDeployment> {
    const { functions: deployed, maxReceives } = readDeployed({ api });
    const services = await startServices(maxReceives);
    const functions = Object.fromEntries(
      Object.values(deployed).map((each) => [
        each.name,
        new LambdaFunction(
          configured({ ...each, timeoutMs: timeoutsMs[each.name] ?? each.timeoutMs }, services.variables),
        ),
      ]),
    );
    const route = (path: string) => functions[path === listerPath ? 'bucket-lister' : 'api']!;
    const gateway = await ApiGatewayServer.start({ gateway: api === 'rest' ? restApi : httpApi, route, credentials });
    const feed = (name: string, queue: QueueName) =>
      new EventSourceMapping({
        sqs: services.sqs,
        queueUrl: services.queues[queue].url,
        lambda: functions[name]!,
        ...deployed[name]!.mapping!,
      });
    const mappings = {
      'object-notifications': feed('object-notifications', 'notifications'),
      'queued-events': feed('queued-events', 'events'),
    };
    const stops = [
      () => gateway.stop(),
      ...Object.values(mappings).map((mapping) => () => mapping.stop()),
      ...Object.values(functions).map((lambda) => () => lambda.stop()),
      () => services.stop(),
    ];
    return new LocalDeployment(functions, gateway.url, services, mappings, stops);
  }

  /** What a caller outside of this process sets to reach it by AWS's SDK. */
  get callerVariables(): Record<string, string> {
    return {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_S3: this.services.variables['S3_ENDPOINT']!,
      AWS_ENDPOINT_URL_SQS: this.services.variables['SQS_ENDPOINT']!,
    };
  }

  async removeObject(key: string): Promise<void> {
    await this.services.notifyingS3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }

  /** Puts an object of which nobody is told. */
  async putUnnoticed(key: string, content: string): Promise<void> {
    await this.services.silentS3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  }

  /** Puts an object as a client of S3 does. */
  async putObject(key: string, content: string): Promise<void> {
    await this.services.notifyingS3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  }

  /** Sends messages that come in one batch. */
  async send(queue: QueueName, ...bodies: readonly string[]): Promise<void> {
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await this.services.sqs.send(new SendMessageBatchCommand({ QueueUrl: this.services.queues[queue].url, Entries }));
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
  }
}

type Services = Awaited<ReturnType<typeof startServices>>;

async function startServices(maxReceives: Deployed['maxReceives']) {
  const dynamoEngine = await startDynamoEngine();
  const s3Engine = await startS3Engine();
  const xRay = await XRayDaemon.listen();
  const dynamo = createDynamoClient({ region: place.region, endpoint: dynamoEngine.endpoint });
  await createTable(dynamo, table);
  dynamo.destroy();
  // The engine speaks SQS too; with its own address in the addresses of queues a client would leave the endpoint.
  const sqs = new SQSClient({
    region: place.region,
    endpoint: s3Engine.endpoint,
    credentials,
    useQueueUrlAsEndpoint: false,
  });
  const queues = {
    notifications: await makeQueue(sqs, 'notifications', maxReceives),
    events: await makeQueue(sqs, 'events', maxReceives),
    samples: await makeQueue(sqs, 'samples', maxReceives),
  };
  const silentS3 = createS3Client({ region: place.region, endpoint: s3Engine.endpoint });
  await silentS3.send(new CreateBucketCommand({ Bucket: bucket }));
  const notifying = await NotifyingBucket.start(s3Engine.endpoint, async (message) => {
    await sqs.send(new SendMessageCommand({ QueueUrl: queues.notifications.url, MessageBody: message }));
  });
  const notifyingS3 = createS3Client({ region: place.region, endpoint: notifying.endpoint });
  const variables: Readonly<Record<string, string>> = {
    TABLE_NAME: table,
    BUCKET_NAME: bucket,
    EVENT_QUEUE_URL: queues.events.url,
    EVENT_DEAD_LETTER_QUEUE_URL: queues.events.deadLettersUrl,
    SAMPLE_QUEUE_URL: queues.samples.url,
    DYNAMODB_ENDPOINT: dynamoEngine.endpoint,
    S3_ENDPOINT: notifying.endpoint,
    SQS_ENDPOINT: s3Engine.endpoint,
    AWS_XRAY_DAEMON_ADDRESS: xRay.address,
  };
  const stop = async () => {
    for (const client of [sqs, silentS3, notifyingS3]) client.destroy();
    await xRay.close();
    await notifying.stop();
    await s3Engine.stop();
    await dynamoEngine.stop();
  };
  return { xRay, sqs, queues, notifying, silentS3, notifyingS3, variables, stop };
}

async function makeQueue(sqs: SQSClient, name: QueueName, maxReceives: Deployed['maxReceives']): Promise<LocalQueue> {
  const make = async (QueueName: string, Attributes: Record<string, string>) =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!;
  const deadLettersUrl = await make(`${name}-dead`, {});
  const deadLetterTargetArn = `arn:aws:sqs:${place.region}:${place.account}:${name}-dead`;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives[name]! });
  return { url: await make(name, { RedrivePolicy, VisibilityTimeout: String(visibilitySeconds) }), deadLettersUrl };
}

/** What Lambda and a real region would not have to be told. */
const ofThisMachine = ['DYNAMODB_ENDPOINT', 'S3_ENDPOINT', 'SQS_ENDPOINT', 'AWS_XRAY_DAEMON_ADDRESS'];

/** A function with the variables of its template, those filled in that are known once it is deployed, and where the engines are. Throws where one is not known. */
function configured({ variables, ...rest }: DeployedFunction, known: Readonly<Record<string, string>>) {
  const given = Object.entries(variables).map(([name, value]) => {
    const found = value ?? known[name];
    if (found === undefined) throw new Error(`${rest.name} has a variable ${name} that no test knows a value of`);
    return [name, found] as const;
  });
  const environment = {
    ...Object.fromEntries(given),
    ...Object.fromEntries(ofThisMachine.map((name) => [name, known[name]!])),
  };
  return { ...rest, environment };
}
