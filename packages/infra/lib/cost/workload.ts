import { defaultShardCounts } from '@annals/adapters-aws/schema';

/** What a deployment is used for in a month. */
export interface Workload {
  readonly eventsPerMonth: number;
  /** Data of one event. */
  readonly sizeBytes: number;
  /** Events in a request that records; 1 is `POST /events`, more a batch. */
  readonly eventsPerRequest: number;
  /** Share of events that are queued first, 0..1. */
  readonly queuedShare: number;
  /** How often an event is fetched, on average. */
  readonly getsPerEvent: number;
  /** Lists of a hundred events for each event recorded. */
  readonly listsPerEvent: number;
  readonly objectsPerMonth: number;
  readonly objectBytes: number;
  /** For how many months what is recorded has been kept: storage is that of so many months. */
  readonly retainedMonths: number;
  /** Over how many shards indexes are spread. */
  readonly shards: number;
}

/** A workload of which nothing is said. */
export const defaultWorkload: Workload = {
  eventsPerMonth: 1_000_000,
  sizeBytes: 1024,
  eventsPerRequest: 1,
  queuedShare: 0,
  getsPerEvent: 1,
  listsPerEvent: 0.01,
  objectsPerMonth: 0,
  objectBytes: 1024 ** 2,
  retainedMonths: 12,
  shards: defaultShardCounts.write,
};

/** Hours of a month, as AWS counts them: a twelfth of a year. */
export const hoursPerMonth = 730;
/** Seconds of a month. */
export const secondsPerMonth = hoursPerMonth * 3600;
/** What AWS calls a GB. */
export const gigabyte = 1024 ** 3;
