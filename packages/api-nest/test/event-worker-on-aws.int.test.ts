import { describeOnDynamo, startSqsEngine, type SqsEngine } from '@annals/adapters-aws/testing';
import { createClock, findEvent, noTelemetry, queueEvents } from '@annals/domain';
import { draft } from '@annals/domain/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { prepareDynamo } from '../src/adapters/dynamo-engine.js';
import { ids, sha256 } from '../src/adapters/platform.js';
import { EventWorker } from '../src/worker/event-worker.js';
import { makeQueues } from './support/aws-subject.js';
import { untilEmpty } from './support/drain-queue.js';
import { DynamoTables } from './support/dynamo-tables.js';

describeOnDynamo('a worker on DynamoDB and SQS', (dynamo) => {
  let tables: DynamoTables;
  let sqs: SqsEngine;
  beforeAll(async () => {
    tables = new DynamoTables(dynamo().endpoint);
    sqs = await startSqsEngine();
  });
  afterAll(async () => {
    await tables.close();
    await sqs.stop();
  });

  it('records what is queued while it waits, whatever it is, and buries what is no event', async () => {
    const prepared = prepareDynamo({ ...(await tables.make()), ...(await makeQueues(sqs)) });
    if (!prepared.ok) throw new Error(prepared.error.join());
    const engine = await prepared.value(() => {}, noTelemetry);
    const queue = engine.queues!.events;
    const deps = { repository: engine.events, queue, clock: createClock(), ids, sha256, telemetry: noTelemetry };
    const worker = EventWorker.start({ ...deps, logger: pino({ level: 'silent' }) });
    const drafts = Array.from({ length: 25 }, (_, index) => draft({ id: `e${index}` }));
    await queueEvents([...drafts, draft({ id: '\u{1f600}\u200b', payload: '\u0000'.repeat(40_000) })], deps);
    await queue.send([{ body: 'no event' }]);
    await untilEmpty(queue);
    for (const id of ['e0', 'e24', '\u{1f600}\u200b'])
      expect(await findEvent({ id, source: '/' }, deps)).toMatchObject({ id });
    expect(await queue.figures()).toMatchObject({ waiting: 0, inFlight: 0, dead: 1 });
    expect(await worker.stop(10_000)).toBe(true);
    await engine.close();
  });
});
