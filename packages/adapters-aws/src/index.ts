/** The distributed engine: DynamoDB, S3 and SQS. */
export type { Patience } from './client-configuration.js';
export { DynamoApiKeyRepository } from './dynamo-api-key-repository.js';
export { createDynamoClient } from './dynamo-client.js';
export { DynamoEventRepository } from './dynamo-event-repository.js';
export { DynamoObjectRecordRepository } from './dynamo-object-record-repository.js';
export { readDynamoSettings, type DynamoSettings } from './dynamo-settings.js';
export { instrumentClient } from './instrument-client.js';
export { createObjectEngine, type ObjectEngine } from './object-engine.js';
export { createTable, enableTimeToLive, TableDiffers } from './create-table.js';
export { createQueuedEventEngine, type QueuedEventEngine } from './queued-event-engine.js';
export { readQueueSettings, type QueueSetting, type QueueSettings } from './queue-settings.js';
export { createS3Client } from './s3-client.js';
export { S3ObjectStore } from './s3-object-store.js';
export { readS3Settings, type S3Settings } from './s3-settings.js';
export { sha256 } from './sha256.js';
export { createSqsClient } from './sqs-client.js';
export { decodeQueueBody, receivedMessageOfRecord, type QueueRecord } from './sqs-message.js';
export { SqsMessageQueue, type SqsMessageQueueOptions } from './sqs-message-queue.js';
