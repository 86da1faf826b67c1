import {
  createDynamoClient,
  createS3Client,
  createSqsClient,
  DynamoApiKeyRepository,
  DynamoEventRepository,
  DynamoObjectRecordRepository,
  instrumentClient,
  readDynamoSettings,
  readQueueSettings,
  readS3Settings,
  S3ObjectStore,
  SqsMessageQueue,
  type DynamoSettings,
  type QueueSettings,
  type S3Settings,
} from '@annals/adapters-aws';
import { err, instrumentQueue, ok, type Result, type Telemetry } from '@annals/domain';
import { variable, type Environment } from '../config.js';
import type { Engine, EngineQueues, PrepareEngine } from './engine.js';

const queueSystem = 'aws_sqs';

type ServedQueues = QueueSettings & Readonly<Record<'eventQueueUrl' | 'sampleQueueUrl', string>>;

/** DynamoDB, a bucket of S3 where `BUCKET_NAME` names one, and queues of SQS where their addresses are given; on AWS or at endpoints. */
export const prepareDynamo: PrepareEngine = (environment) => {
  const table = readDynamoSettings(environment);
  const bucket = readBucket(environment);
  const queues = readQueues(environment);
  if (table.ok && bucket.ok && queues.ok)
    return ok((_onFault, telemetry) => Promise.resolve(open(table.value, bucket.value, queues.value, telemetry)));
  const faults = [table, bucket, queues].flatMap((settings) => (settings.ok ? [] : settings.error));
  return err([...new Set(faults)]);
};

function readBucket(environment: Environment): Result<S3Settings | undefined, readonly string[]> {
  const wantsBucket = variable(environment, 'BUCKET_NAME') ?? variable(environment, 'S3_ENDPOINT');
  return wantsBucket === undefined ? ok(undefined) : readS3Settings(environment);
}

function readQueues(environment: Environment): Result<ServedQueues | undefined, readonly string[]> {
  const names = ['EVENT_QUEUE_URL', 'SAMPLE_QUEUE_URL', 'SQS_ENDPOINT'];
  const wantsQueues = names.some((name) => variable(environment, name) !== undefined);
  return wantsQueues ? readQueueSettings(environment, ['eventQueueUrl', 'sampleQueueUrl']) : ok(undefined);
}

function open(
  table: DynamoSettings,
  bucket: S3Settings | undefined,
  settings: ServedQueues | undefined,
  telemetry: Telemetry,
): Engine {
  const client = instrumentClient(createDynamoClient(table), 'dynamodb', telemetry);
  const options = { client, tableName: table.tableName };
  const events = new DynamoEventRepository({ ...options, batches: table.batches });
  const s3 = bucket && { client: instrumentClient(createS3Client(bucket), 's3', telemetry), ...bucket };
  const sqs = settings && instrumentClient(createSqsClient(settings), 'sqs', telemetry);
  return {
    name: 'dynamodb',
    place: `table ${table.tableName} at ${table.endpoint ?? table.region}`,
    events,
    objects: s3 && { repository: new DynamoObjectRecordRepository(options), store: new S3ObjectStore(s3) },
    queues: sqs && queuesOf(sqs, settings, telemetry),
    apiKeys: new DynamoApiKeyRepository(options),
    warmUp: () => events.warmUp(),
    close: () => {
      client.destroy();
      sqs?.destroy();
      s3?.client.destroy();
      return Promise.resolve();
    },
  };
}

function queuesOf(
  client: ReturnType<typeof createSqsClient>,
  settings: ServedQueues,
  telemetry: Telemetry,
): EngineQueues {
  const { eventQueueUrl, eventDeadLetterQueueUrl, sampleQueueUrl } = settings;
  const events = new SqsMessageQueue({
    client,
    name: 'events',
    queueUrl: eventQueueUrl,
    deadLetterQueueUrl: eventDeadLetterQueueUrl,
  });
  const sample = new SqsMessageQueue({ client, name: 'sample', queueUrl: sampleQueueUrl });
  return {
    events: instrumentQueue(events, telemetry, queueSystem),
    sample: instrumentQueue(sample, telemetry, queueSystem),
    system: queueSystem,
  };
}
