import type { HttpHarness } from '../support/http-subject.js';
import { describeBadInput } from './bad-input.js';
import { describeCloudEvents } from './cloud-events.js';
import { describeFindEvent } from './find-event.js';
import { describeListEvents } from './list-events.js';
import { describePayloadFidelity } from './payload-fidelity.js';
import { describeRecordBatch } from './record-batch.js';
import { describeRecordEvent } from './record-event.js';
import { describeRouting } from './routing.js';
import { describeSample } from './sample.js';
import { describeSubmissions } from './submissions.js';

/** The HTTP contract of events and operations: whatever serves the API passes all of it. */
export function describeHttpContract(harness: HttpHarness): void {
  describeRecordEvent(harness);
  describeRecordBatch(harness);
  describeSubmissions(harness);
  describeFindEvent(harness);
  describeListEvents(harness);
  describeCloudEvents(harness);
  describePayloadFidelity(harness);
  describeBadInput(harness);
  describeSample(harness);
  describeRouting(harness);
}
