import {
  createDynamoClient,
  createS3Client,
  DynamoEventRepository,
  DynamoObjectRecordRepository,
  readDynamoSettings,
  readS3Settings,
  S3ObjectStore,
  type DynamoSettings,
  type S3Settings,
} from '@annals/adapters-aws';
import { err, ok, type Result } from '@annals/domain';
import { variable, type Environment } from '../config.js';
import type { Engine, PrepareEngine } from './engine.js';

/** DynamoDB, and a bucket of S3 where `BUCKET_NAME` names one; on AWS or at endpoints. */
export const prepareDynamo: PrepareEngine = (environment) => {
  const table = readDynamoSettings(environment);
  const bucket = readBucket(environment);
  if (!table.ok || !bucket.ok)
    return err([...new Set([...(table.ok ? [] : table.error), ...(bucket.ok ? [] : bucket.error)])]);
  return ok(() => Promise.resolve(open(table.value, bucket.value)));
};

function readBucket(environment: Environment): Result<S3Settings | undefined, readonly string[]> {
  const wantsBucket = variable(environment, 'BUCKET_NAME') ?? variable(environment, 'S3_ENDPOINT');
  return wantsBucket === undefined ? ok(undefined) : readS3Settings(environment);
}

function open(table: DynamoSettings, bucket: S3Settings | undefined): Engine {
  const client = createDynamoClient(table);
  const options = { client, tableName: table.tableName };
  const s3 = bucket && { client: createS3Client(bucket), bucket: bucket.bucket };
  return {
    name: 'dynamodb',
    place: `table ${table.tableName} at ${table.endpoint ?? table.region}`,
    events: new DynamoEventRepository(options),
    objects: s3 && { repository: new DynamoObjectRecordRepository(options), store: new S3ObjectStore(s3) },
    close: () => {
      client.destroy();
      s3?.client.destroy();
      return Promise.resolve();
    },
  };
}
