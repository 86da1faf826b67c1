/** What is where in the table, without the SDK. */
export {
  eventIndexKeys,
  eventKey,
  eventSortKey,
  positionKey,
  positionKeyBeside,
  positionOfKey,
  subjectPartition,
  timePartition,
  typePartition,
  type EventIndexKeys,
} from './event-keys.js';
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
  projectedAttributes,
  tableKey,
  tableSchema,
  ttlAttribute,
  type IndexKey,
  type TableSchema,
} from './table-schema.js';
