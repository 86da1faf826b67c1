import { instantFromMicros, type Instant } from '../shared/instant.js';
import type { Clock } from '../shared/ports.js';
import type { Observed } from '../telemetry/use-case.js';
import type { ObjectContent, ObjectIdentity } from './object-change.js';
import { agrees, reconciled, type ObjectState } from './object-record.js';
import type { ObjectRecordRepository } from './object-record-repository.js';
import type { ObjectStore } from './object-store.js';

/** What a reconciliation found of a key: `lost` that a notification was faster. */
export type ReconcileOutcome = 'agrees' | 'missing' | 'stale' | 'gone' | 'lost';

/** What reconciling one key needs. */
export interface ReconcileObjectDependencies extends Observed {
  readonly repository: ObjectRecordRepository;
  readonly store: Pick<ObjectStore, 'head' | 'findRemoval'>;
  readonly clock: Clock;
}

/**
 * Makes the catalogue agree with the bucket for one key. The state is read before the bucket is looked at and written only if it is still
 * the one that was read, so a reconciliation that races a notification loses.
 *
 * @param since the time of a change without a sequencer that asks for the look: the look is then noted even where nothing differs
 */
export async function reconcileObject(
  { bucket, key }: ObjectIdentity,
  { repository, store, clock, telemetry }: ReconcileObjectDependencies,
  since?: Instant,
): Promise<ReconcileOutcome> {
  const before = await repository.findCurrent({ bucket, key });
  const content = await store.head(key);
  const difference = differenceOf(before, content);
  if (difference === 'agrees' && since === undefined) return difference;
  const now = instantFromMicros(clock.nowMicros());
  const lookedAt = latest(now, since, before?.reconciledAt);
  const found = { content, removal: difference === 'gone' ? await store.findRemoval(key) : undefined };
  const { state, entry } = reconciled({ bucket, key }, found, before, { recordedAt: now, lookedAt });
  if (!(await repository.replaceCurrent(state, { unchangedSince: before }))) return 'lost';
  if (difference === 'agrees') return difference;
  await repository.addToHistory(entry);
  telemetry?.count('annals_object_changes_total', { change: 'reconciled' });
  return difference;
}

/** A look that a state remembers is never forgotten for an earlier one, also where the clock here is behind the bucket's. */
function latest(now: Instant, ...others: readonly (Instant | undefined)[]): Instant {
  return others.reduce<Instant>((last, other) => (other !== undefined && other > last ? other : last), now);
}

/** How a state differs from what a bucket shows. */
export function differenceOf(
  state: ObjectState | undefined,
  content: ObjectContent | undefined,
): Exclude<ReconcileOutcome, 'lost'> {
  if (agrees(state, content)) return 'agrees';
  if (content === undefined) return 'gone';
  return state === undefined || state.removed ? 'missing' : 'stale';
}
