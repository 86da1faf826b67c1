/** The distributed engine: DynamoDB. */
export { createDynamoClient, type DynamoPatience } from './dynamo-client.js';
export { DynamoEventRepository } from './dynamo-event-repository.js';
export { DynamoObjectRecordRepository } from './dynamo-object-record-repository.js';
export { DynamoReconciliationCheckpoint } from './dynamo-reconciliation-checkpoint.js';
export { readDynamoSettings, type DynamoSettings } from './dynamo-settings.js';
export { createTable, enableTimeToLive, TableDiffers } from './create-table.js';
