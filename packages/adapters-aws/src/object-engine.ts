import {
  err,
  noTelemetry,
  ok,
  type ObjectRecordRepository,
  type ObjectStore,
  type Result,
  type Telemetry,
} from '@annals/domain';
import { createDynamoClient } from './dynamo-client.js';
import { DynamoObjectRecordRepository } from './dynamo-object-record-repository.js';
import { DynamoReconciliationCheckpoint } from './dynamo-reconciliation-checkpoint.js';
import { readDynamoSettings } from './dynamo-settings.js';
import { instrumentClient } from './instrument-client.js';
import { createS3Client } from './s3-client.js';
import { S3ObjectStore } from './s3-object-store.js';
import { readS3Settings } from './s3-settings.js';

/** The catalogue of one bucket, on DynamoDB and S3. */
export interface ObjectEngine {
  readonly repository: ObjectRecordRepository;
  readonly store: ObjectStore;
  readonly checkpoint: DynamoReconciliationCheckpoint;
  /** Ends its connections. A function of Lambda keeps them for as long as it lives. */
  close(): void;
}

/**
 * Makes an engine of the variables `TABLE_NAME`, `BUCKET_NAME`, `AWS_REGION`, `DYNAMODB_ENDPOINT` and `S3_ENDPOINT`; nothing is
 * connected yet. Fails with a sentence for each fault.
 *
 * @param environment the process's variables
 * @param telemetry is told of every call
 */
export function createObjectEngine(
  environment: Readonly<Record<string, string | undefined>>,
  telemetry: Telemetry = noTelemetry,
): Result<ObjectEngine, readonly string[]> {
  const table = readDynamoSettings(environment);
  const bucket = readS3Settings(environment);
  if (!table.ok || !bucket.ok) return err([...(table.ok ? [] : table.error), ...(bucket.ok ? [] : bucket.error)]);
  const dynamo = instrumentClient(createDynamoClient(table.value), 'dynamodb', telemetry);
  const s3 = instrumentClient(createS3Client(bucket.value), 's3', telemetry);
  const options = { client: dynamo, tableName: table.value.tableName };
  return ok({
    repository: new DynamoObjectRecordRepository({ ...options, batches: table.value.batches }),
    store: new S3ObjectStore({ client: s3, bucket: bucket.value.bucket, heads: bucket.value.heads }),
    checkpoint: new DynamoReconciliationCheckpoint({ ...options, bucket: bucket.value.bucket }),
    close: () => {
      dynamo.destroy();
      s3.destroy();
    },
  });
}
