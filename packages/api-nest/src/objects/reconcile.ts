import {
  openCursor,
  positionToText,
  reconcileObjects,
  sealCursor,
  textToPosition,
  type ReconcileObjectsDependencies,
  type Result,
  type Sha256,
} from '@annals/domain';
import type { ReconciliationPage, ReconciliationRequest } from './use-cases.js';

/** For how long one request reconciles, in microseconds: an API gateway waits for 29 s. */
const reconciliationMicros = 20_000_000;

/** Reconciles what a request asks for, for 20 s at most. Fails where its cursor is none of its prefix's. */
export async function reconcile(
  { prefix, cursor, dryRun }: ReconciliationRequest,
  { sha256, ...dependencies }: ReconcileObjectsDependencies & { readonly sha256: Sha256 },
): Promise<Result<ReconciliationPage, string>> {
  const query = JSON.stringify(['reconciliation', dependencies.store.bucket, prefix]);
  const after = cursor === undefined ? undefined : openCursor(cursor, query, sha256);
  if (after?.ok === false) return after;
  const deadlineMicros = dependencies.clock.nowMicros() + reconciliationMicros;
  const { next, ...found } = await reconcileObjects(
    { prefix, dryRun, deadlineMicros, after: after && positionToText(after.value) },
    dependencies,
  );
  const nextCursor = next === undefined ? {} : { nextCursor: sealCursor(textToPosition(next), query, sha256) };
  return { ok: true, value: { ...found, ...nextCursor } };
}
