import type { Clock } from '../shared/ports.js';
import { inUseCase, type Observed } from '../telemetry/use-case.js';
import { compareUtf8 } from '../shared/utf8.js';
import type { ObjectState } from './object-record.js';
import type { ObjectRecordRepository, Page } from './object-record-repository.js';
import type { ListedObject, ObjectStore } from './object-store.js';
import { differenceOf, reconcileObject } from './reconcile-object.js';

/** The most findings of one reconciliation. */
export const maxFindings = 1000;

/** A key about which bucket and catalogue disagreed. */
export interface ReconciliationFinding {
  readonly key: string;
  /** `missing` from the catalogue, `stale` in it, or `gone` from the bucket. */
  readonly difference: 'missing' | 'stale' | 'gone';
  /** Whether the catalogue was mended: not in a dry run, and not where a notification was faster. */
  readonly repaired: boolean;
}

/** What a reconciliation found. */
export interface Reconciliation {
  /** Keys that were compared. */
  readonly examined: number;
  readonly findings: readonly ReconciliationFinding[];
  /** The key up to which everything was compared, if the work is not done. */
  readonly next?: string;
}

/** What to reconcile, and for how long. */
export interface ReconcileRequest {
  readonly prefix: string;
  /** The key behind which to start. */
  readonly after?: string | undefined;
  readonly dryRun: boolean;
  /** When to stop, in microseconds since 1970. */
  readonly deadlineMicros: number;
}

/** What reconciling needs. */
export interface ReconcileObjectsDependencies extends Observed {
  readonly repository: ObjectRecordRepository;
  readonly store: ObjectStore;
  readonly clock: Clock;
}

/** A key that stands in the bucket, in the catalogue, or in both. */
interface Pair {
  readonly key: string;
  readonly listed?: ListedObject;
  readonly living?: ObjectState;
}

/**
 * Compares a bucket's list with the catalogue's, key by key, and mends what differs, until the end, the deadline or `maxFindings`; one key
 * at least, if there is one.
 * The lists only say where to look: each difference is looked at again before it is written.
 */
export async function reconcileObjects(
  request: ReconcileRequest,
  dependencies: ReconcileObjectsDependencies,
): Promise<Reconciliation> {
  const attributes = { 'annals.reconciliation.dry_run': request.dryRun };
  return inUseCase('reconcileObjects', dependencies, attributes, async (span) => {
    const found = await reconcileAll(request, dependencies);
    span?.set({
      'annals.reconciliation.examined': found.examined,
      'annals.reconciliation.findings': found.findings.length,
    });
    return found;
  });
}

async function reconcileAll(
  request: ReconcileRequest,
  dependencies: ReconcileObjectsDependencies,
): Promise<Reconciliation> {
  const { repository, store, clock } = dependencies;
  const findings: ReconciliationFinding[] = [];
  let examined = 0;
  let after = request.after;
  for await (const { key, listed, living } of pairs(request, dependencies)) {
    const stops = findings.length >= maxFindings || clock.nowMicros() >= request.deadlineMicros;
    // Not before the first key: without one there is no place to go on from, and the end could not be told from a standstill.
    if (stops && examined > 0) return { examined, findings, ...(after !== undefined && { next: after }) };
    const difference = differenceOf(living, listed);
    if (difference !== 'agrees') {
      const found = request.dryRun
        ? differenceOf(await repository.findCurrent({ bucket: store.bucket, key }), await store.head(key))
        : await reconcileObject({ bucket: store.bucket, key }, dependencies);
      if (found === 'lost') findings.push({ key, difference, repaired: false });
      else if (found !== 'agrees') findings.push({ key, difference: found, repaired: !request.dryRun });
    }
    examined++;
    after = key;
  }
  return { examined, findings };
}

/** Joins both lists, which are in the order of UTF-8 bytes, by key. */
async function* pairs(request: ReconcileRequest, dependencies: ReconcileObjectsDependencies): AsyncGenerator<Pair> {
  const { repository, store } = dependencies;
  const { prefix, after } = request;
  const inBucket = walk((from) => store.list(prefix, { limit: 1000, after: from }), after);
  const inCatalogue = walk((from) => repository.listLiving(store.bucket, prefix, { limit: 1000, after: from }), after);
  let listed = await inBucket.next();
  let living = await inCatalogue.next();
  while (listed.done !== true || living.done !== true) {
    const order = compareHeads(listed, living);
    const key = order <= 0 ? listed.value!.key : living.value!.key;
    yield {
      key,
      ...(order <= 0 && { listed: listed.value! }),
      ...(order >= 0 && { living: living.value! }),
    };
    if (order <= 0) listed = await inBucket.next();
    if (order >= 0) living = await inCatalogue.next();
  }
}

type Head<T> = IteratorResult<T, undefined>;

function compareHeads(listed: Head<ListedObject>, living: Head<ObjectState>): number {
  if (listed.done === true) return 1;
  if (living.done === true) return -1;
  return compareUtf8(listed.value.key, living.value.key);
}

async function* walk<T>(
  read: (after: string | undefined) => Promise<Page<T, string>>,
  after: string | undefined,
): AsyncGenerator<T, undefined> {
  let from = after;
  do {
    const page = await read(from);
    yield* page.items;
    from = page.next;
  } while (from !== undefined);
  return undefined;
}
