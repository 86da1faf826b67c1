import { instantFromMicros } from '../shared/instant.js';
import type { Clock } from '../shared/ports.js';
import { inUseCase, type Observed } from '../telemetry/use-case.js';
import {
  effectOf,
  type ObjectChange,
  type ObjectContent,
  type ObjectEffect,
  type SequencedChange,
} from './object-change.js';
import { entryOf, stateOf } from './object-record.js';
import type { ObjectRecordRepository } from './object-record-repository.js';
import type { ObjectStore } from './object-store.js';
import { reconcileObject } from './reconcile-object.js';

/** What became of a change: `duplicate` if its history entry was there already, `ignored` if its name concerns no object. */
export type ApplyOutcome = 'applied' | 'duplicate' | 'ignored';

/** What applying needs. */
export interface ApplyObjectChangeDependencies extends Observed {
  readonly repository: ObjectRecordRepository;
  readonly store: Pick<ObjectStore, 'head' | 'findRemoval'>;
  readonly clock: Clock;
}

/**
 * Records a change of an object: first in its history, then, if no later one is known, as its current state. Changes may come late,
 * twice and in any order; the current state ends with the highest sequencer. A crash in between is repaired by redelivery.
 *
 * A change without a sequencer cannot be put in order, so the bucket is looked at instead; changes that happened before that look and
 * come after it are settled by another.
 *
 * Throws `EngineUnavailable` when the bucket or the catalogue cannot answer: the change is to be applied again.
 */
export async function applyObjectChange(
  change: ObjectChange,
  dependencies: ApplyObjectChangeDependencies,
): Promise<ApplyOutcome> {
  const effect = effectOf(change);
  if (effect === undefined) return 'ignored';
  const { telemetry } = dependencies;
  return inUseCase('applyObjectChange', dependencies, { 'annals.object.effect': effect }, async (span) => {
    const outcome = await apply(change, effect, dependencies);
    const label = outcome === 'duplicate' ? outcome : changeOf[effect];
    telemetry?.count('annals_object_changes_total', { change: label });
    span?.set({ 'annals.object.outcome': outcome });
    return outcome;
  });
}

/** What figures call the effects. */
const changeOf: Readonly<Record<ObjectEffect, string>> = {
  created: 'created',
  removed: 'removed',
  'version-removed': 'removed',
  touched: 'other',
};

async function apply(
  change: ObjectChange,
  effect: ObjectEffect,
  dependencies: ApplyObjectChangeDependencies,
): Promise<'applied' | 'duplicate'> {
  const { repository, store, clock } = dependencies;
  const now = effect === 'created' || effect === 'version-removed' ? await store.head(change.key) : undefined;
  const own = effect === 'created' ? await contentOfChange(change, now, store) : {};
  const added = await repository.addToHistory(entryOf(change, own, instantFromMicros(clock.nowMicros())));
  if (isSequenced(change) && effect !== 'touched')
    await replaceCurrent(change, effect === 'created' ? own : now, dependencies);
  else await settle(change, dependencies);
  return added === 'added' ? 'applied' : 'duplicate';
}

function isSequenced(change: ObjectChange): change is SequencedChange {
  return change.sequencer !== undefined;
}

/** What a created object was: as the bucket shows it now, if it has not moved on; else as its version or the notification tells. */
async function contentOfChange(
  change: ObjectChange,
  now: ObjectContent | undefined,
  store: Pick<ObjectStore, 'head'>,
): Promise<ObjectContent> {
  if (now !== undefined && mayTellOf(change, now)) return now;
  const version = change.versionId === undefined ? undefined : await store.head(change.key, change.versionId);
  const { versionId, sizeBytes, eTag } = change;
  return {
    ...(versionId !== undefined && { versionId }),
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(eTag !== undefined && { eTag }),
    ...version,
  };
}

/** Whether a change may tell of what a bucket shows: of the same version where both name one, or else nothing that it says is otherwise there. */
function mayTellOf({ versionId, sizeBytes, eTag }: ObjectChange, now: ObjectContent): boolean {
  if (versionId !== undefined && now.versionId !== undefined) return versionId === now.versionId;
  return (eTag ?? now.eTag) === now.eTag && (sizeBytes ?? now.sizeBytes) === now.sizeBytes;
}

async function replaceCurrent(
  change: SequencedChange,
  content: ObjectContent | undefined,
  dependencies: ApplyObjectChangeDependencies,
): Promise<void> {
  const { repository, store, clock } = dependencies;
  const state = stateOf(change, content, instantFromMicros(clock.nowMicros()));
  const condition = { olderThan: change.sequencer, reconciledBefore: change.eventTime };
  if (await repository.replaceCurrent(state, condition)) return;
  for (;;) {
    const before = await repository.findCurrent(change);
    if (before !== undefined && before.sequencer >= change.sequencer) return;
    const settled = stateOf(
      change,
      await store.head(change.key),
      instantFromMicros(clock.nowMicros()),
      before?.reconciledAt,
    );
    if (await repository.replaceCurrent(settled, { unchangedSince: before })) return;
  }
}

/** Looks until no other change was written between the look and the record of it. */
async function settle(change: ObjectChange, dependencies: ApplyObjectChangeDependencies): Promise<void> {
  while ((await reconcileObject(change, dependencies, change.eventTime)) === 'lost');
}
