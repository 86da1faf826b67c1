import { assumptions } from './assumptions.js';
import type { Footprint } from './footprint.js';
import { hoursPerMonth, type Workload } from './workload.js';

/** What goes on in a month of itself, whatever is asked for: queues are polled, and the catalogue is compared with the bucket. */
export interface Background {
  readonly queueRequests: number;
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly bucketLists: number;
  readonly tableReadUnits: number;
  readonly tableCalls: number;
  /** Entries of the index that are read. */
  readonly itemReads: number;
}

/** The most keys in a page of either list. */
const keysPerPage = 1000;

/** Works out what goes on of itself. What it grows with is what the bucket has kept. */
export function backgroundOf(
  { polledQueues }: Footprint,
  reconciliationHours: number,
  { objectsPerMonth, retainedMonths, shards }: Workload,
): Background {
  const { pollers, pollsPerHour, milliseconds, memoryGiB, objectItemBytes } = assumptions;
  const { reconciledKeysPerSecond, reconciliationSeconds } = assumptions;
  const runs = hoursPerMonth / reconciliationHours;
  const keysPerRun = Math.min(objectsPerMonth * retainedMonths, reconciledKeysPerSecond * reconciliationSeconds);
  const pagesPerRun = Math.ceil(keysPerRun / keysPerPage);
  const secondsPerRun = milliseconds.reconciliation / 1000 + keysPerRun / reconciledKeysPerSecond;
  return {
    queueRequests: polledQueues * pollers * pollsPerHour * hoursPerMonth,
    invocations: runs,
    gigabyteSeconds: runs * secondsPerRun * memoryGiB,
    bucketLists: runs * Math.max(1, pagesPerRun),
    // A page of an index is read whole, so that its size is what counts, in halves of four kilobytes.
    tableReadUnits: (runs * keysPerRun * objectItemBytes) / 4096 / 2,
    tableCalls: runs * pagesPerRun * shards,
    itemReads: runs * keysPerRun,
  };
}
