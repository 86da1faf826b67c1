/** The distributed engine: DynamoDB. */
export { createDynamoClient, type DynamoPatience } from './dynamo-client.js';
export { DynamoEventRepository } from './dynamo-event-repository.js';
export { readDynamoSettings, type DynamoSettings } from './dynamo-settings.js';
export { createTable, enableTimeToLive, TableDiffers } from './create-table.js';
