import { maxShards } from '@annals/adapters-aws/schema';
import type { Settings } from '../config.js';
import { recordingUnits } from './item-sizes.js';
import { quotas } from './quotas.js';
import { postMilliseconds } from './traffic.js';

/** How events come. */
export interface Flow {
  readonly sizeBytes: number;
  readonly eventsPerRequest: number;
  readonly shards: number;
}

/** Something that a rate of events runs into. */
export interface Limit {
  readonly name: string;
  /** The rate that it still allows. */
  readonly eventsPerSecond: number;
  /** What moves it. */
  readonly raise: string;
}

/** Every limit on the way of an event that is recorded at once, the lowest first. */
export function limitsOf(settings: Settings, { sizeBytes, eventsPerRequest, shards }: Flow): readonly Limit[] {
  const units = recordingUnits(sizeBytes);
  const perShard = quotas.partitionWriteUnits.value / Math.max(...units.indexes);
  const busySeconds = postMilliseconds(eventsPerRequest) / 1000;
  const limits: Limit[] = [
    {
      name: 'throttling of the stage',
      eventsPerSecond: settings.throttlingRate * eventsPerRequest,
      raise: 'the setting `throttlingRate`, up to 10,000',
    },
    {
      name: 'API Gateway, requests a second in the account',
      eventsPerSecond: quotas.apiRequestsPerSecond.value * eventsPerRequest,
      raise: 'a higher quota, batches',
    },
    {
      name: 'Lambda, concurrent executions in the account',
      eventsPerSecond: (quotas.concurrentExecutions.value / busySeconds) * eventsPerRequest,
      raise: 'a higher quota, batches',
    },
    {
      name: 'shards of the indexes',
      eventsPerSecond: shards * perShard,
      raise: '`npm run table:shards`, up to 256',
    },
    {
      name: 'the most shards that there can be',
      eventsPerSecond: maxShards * perShard,
      raise: 'a second deployment: another table, to which producers are divided',
    },
    {
      name: 'what a new table takes',
      eventsPerSecond: quotas.newTableWriteUnits.value / units.table,
      raise: 'warm throughput of the table, or a day of growing load',
    },
    {
      name: 'DynamoDB, write units a second of a table',
      eventsPerSecond: quotas.tableWriteUnits.value / units.table,
      raise: 'a higher quota',
    },
  ];
  return limits.sort((left, right) => left.eventsPerSecond - right.eventsPerSecond);
}

/** What a rate of events takes. */
export interface Demand {
  readonly requestsPerSecond: number;
  readonly concurrency: number;
  readonly shards: number;
  readonly writeUnitsPerSecond: number;
}

/** What must be there for a rate of events, rounded up. */
export function demandOf(eventsPerSecond: number, { sizeBytes, eventsPerRequest }: Flow): Demand {
  const units = recordingUnits(sizeBytes);
  const requestsPerSecond = eventsPerSecond / eventsPerRequest;
  return {
    requestsPerSecond: Math.ceil(requestsPerSecond),
    concurrency: Math.ceil((requestsPerSecond * postMilliseconds(eventsPerRequest)) / 1000),
    shards: Math.ceil((eventsPerSecond * Math.max(...units.indexes)) / quotas.partitionWriteUnits.value),
    writeUnitsPerSecond: Math.ceil(eventsPerSecond * units.table),
  };
}
