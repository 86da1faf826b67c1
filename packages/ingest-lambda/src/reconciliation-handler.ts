import { reconcileObjects, type ReconcileObjectsDependencies, type Reconciliation } from '@annals/domain';
import { workingTime, type InvocationContext } from './invocation-context.js';
import type { Logger } from './logger.js';

/** Where a reconciliation keeps how far it has come. */
export interface Checkpoint {
  /** The key to go on behind; `undefined` to start over. */
  read(): Promise<string | undefined>;
  write(after: string | undefined): Promise<void>;
}

/** What the handler needs. */
export interface ReconciliationDependencies extends ReconcileObjectsDependencies {
  readonly checkpoint: Checkpoint;
  readonly logger: Logger;
}

/** What one invocation compared and mended. */
export interface ReconciliationReport {
  readonly examined: number;
  /** Keys that were missing from the catalogue, stale in it, or gone from the bucket, and are mended. */
  readonly missing: number;
  readonly stale: number;
  readonly gone: number;
  /** Keys that differed and were mended by a notification meanwhile. */
  readonly lost: number;
  /** Whether the end of the bucket was reached: the next invocation starts over. */
  readonly done: boolean;
}

/** How often the checkpoint is written, in milliseconds: what an invocation that fails has to do again at most. */
const sliceMs = 30_000;

/**
 * Makes a handler that compares the bucket with the catalogue from where the invocation before ended, and mends what differs, until the
 * end of the bucket or until its own time is short. Two that run at once do the same twice and no harm. Throws `EngineUnavailable`; what
 * was compared until then is not compared again.
 */
export function createReconciliationHandler(
  dependencies: ReconciliationDependencies,
): (schedule: unknown, context: InvocationContext) => Promise<ReconciliationReport> {
  const { checkpoint, clock, logger } = dependencies;
  return async (_schedule, context) => {
    const timeLeftMs = workingTime(context);
    const startedMs = performance.now();
    let report: ReconciliationReport = { examined: 0, missing: 0, stale: 0, gone: 0, lost: 0, done: false };
    let after = await checkpoint.read();
    do {
      const deadlineMicros = clock.nowMicros() + Math.min(sliceMs, timeLeftMs()) * 1000;
      const slice = await reconcileObjects({ prefix: '', after, dryRun: false, deadlineMicros }, dependencies);
      after = slice.next;
      await checkpoint.write(after);
      report = added(report, slice);
    } while (after !== undefined && timeLeftMs() > 0);
    const durationMs = Math.round(performance.now() - startedMs);
    logger.info('bucket reconciled', { requestId: context.awsRequestId, ...report, durationMs });
    return report;
  };
}

function added(report: ReconciliationReport, { examined, findings, next }: Reconciliation): ReconciliationReport {
  const count = (difference: 'missing' | 'stale' | 'gone'): number =>
    report[difference] + findings.filter((finding) => finding.repaired && finding.difference === difference).length;
  return {
    examined: report.examined + examined,
    missing: count('missing'),
    stale: count('stale'),
    gone: count('gone'),
    lost: report.lost + findings.filter(({ repaired }) => !repaired).length,
    done: next === undefined,
  };
}
