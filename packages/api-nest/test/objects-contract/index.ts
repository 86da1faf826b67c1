import type { ObjectHarness } from '../support/object-subject.js';
import { describeFindObject } from './find-object.js';
import { describeKeys } from './keys.js';
import { describeListObjects } from './list-objects.js';
import { describeObjectRouting } from './object-routing.js';
import { describeReconciliations } from './reconciliations.js';
import { describeTransfers } from './transfers.js';

/** The HTTP contract of objects: whatever serves a bucket and its catalogue passes all of it. */
export function describeObjectsContract(harness: ObjectHarness): void {
  describeKeys(harness);
  describeListObjects(harness);
  describeFindObject(harness);
  describeTransfers(harness);
  describeReconciliations(harness);
  describeObjectRouting(harness);
}
