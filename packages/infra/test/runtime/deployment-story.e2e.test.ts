import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SegmentDocument } from '@annals/adapters-aws/testing';
import { bearLoad } from '../integration/load.js';
import { tellStory } from '../integration/story.js';
import { LocalDeployment } from './local-deployment.js';

function parentOf({ parent_id: parentId }: SegmentDocument, documents: readonly SegmentDocument[]) {
  return documents.find(({ id }) => id === parentId);
}

/** From the inside out; the outermost is in the segment that Lambda itself would send. */
function ancestorsOf(document: SegmentDocument, documents: readonly SegmentDocument[]): SegmentDocument[] {
  const parent = parentOf(document, documents);
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent, documents)];
}

// The same is told of one behind a REST API by the test of `npm run test:integration`.
describe('a deployment behind an HTTP API', () => {
  let deployment: LocalDeployment;
  beforeAll(async () => {
    deployment = await LocalDeployment.start({ api: 'http' });
  });
  afterAll(() => deployment.stop());

  tellStory(() => deployment, 30_000);
  it('has in the trace of a request what became of the event that it took for later, though functions freeze', async () => {
    const { xRay } = deployment.services;
    const id = randomUUID();
    const taken = await deployment.fetch(`${deployment.baseUrl}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'respond-async' },
      body: JSON.stringify({ id, type: 'traced', payload: 1 }),
    });
    expect(taken.status).toBe(202);
    const names = await xRay.until((documents) => {
      const queued = documents.find(({ annotations }) => annotations?.['annals_event_id'] === id);
      const inTrace = documents.filter(({ trace_id: traceId }) => traceId === queued?.trace_id);
      const last = inTrace.find((one) => one.name === 'DynamoDB' && parentOf(one, inTrace)?.name === 'queued-events');
      const chain = last === undefined ? [] : [last, ...ancestorsOf(last, inTrace)].map(({ name }) => name);
      // The request may end after what it has led to.
      return chain.includes('POST /events') ? chain : undefined;
    });
    expect(names).toEqual(['DynamoDB', 'queued-events', 'send events', 'queueEvents', 'POST /events']);
  });

  bearLoad(() => deployment, { durationMs: 2_000, eventsPerSecond: 40, patienceMs: 30_000 });
});
