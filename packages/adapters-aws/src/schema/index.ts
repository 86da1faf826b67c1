/** What is where in the table and in the queues, without the SDK. */
export { apiKeyKey, apiKeysPartition } from './api-key-keys.js';
export {
  eventIndexKeys,
  eventKey,
  eventSortKey,
  highestPositionKey,
  lowestPositionKey,
  positionKey,
  positionKeyBeside,
  positionOfKey,
  subjectPartition,
  timePartition,
  typePartition,
  type EventIndexKeys,
} from './event-keys.js';
export {
  changePartition,
  checkpointKey,
  currentSortKey,
  historyKey,
  historySortKeyPrefix,
  identityOfObjectKey,
  keyPartition,
  lastKeyUnder,
  objectIndexKeys,
  objectKey,
  type ObjectIndexKeys,
} from './object-keys.js';
export { base64Encoding, queueAttributes } from './queue-attributes.js';
export {
  defaultShardCounts,
  maxShards,
  shardCountsKey,
  shardCountsMaxAgeMs,
  shardOf,
  type ShardCounts,
} from './shard.js';
export {
  indexKeys,
  objectAttribute,
  tableKey,
  tableSchema,
  ttlAttribute,
  type IndexKey,
  type TableSchema,
} from './table-schema.js';
