import { noTelemetry } from '@annals/domain';
import { newYear2026Micros } from '../../../domain/dist/testing/event-builders.js';
import { InMemoryEventRepository } from '../../../domain/dist/testing/in-memory-event-repository.js';
import type { Context } from 'aws-lambda';
import { prepareDynamo } from '../../src/adapters/dynamo-engine.js';
import type { Engine } from '../../src/adapters/engine.js';
import { sha256 } from '../../src/adapters/platform.js';
import { openToAll } from '../../src/auth/access-options.js';
import { createApp } from '../../src/create-app.js';
import { createLambdaHandler } from '../../src/lambda/lambda-handler.js';
import { createLogger } from '../../src/server/log.js';
import { countingIds, maxAnswerBytes, testVersion } from './fixed-app.js';
import { memoryQueues } from './memory-queues.js';
import { unpackSeed } from './object-subject.js';
import { settleInvocation, settleQueue } from './queued-subject.js';
import { seededMemory } from './seeded-memory.js';

/** The variable that holds what is in the bucket and the catalogue from the start, where they are in memory. */
const seedVariable = 'OBJECT_SEED';

/** The function as `lambda.ts` composes it, but with a clock that stands still, ids that count, and AWS's engines only where there are some. */
async function compose() {
  const logger = createLogger('info', process.stdout);
  const engine = await openEngine();
  const app = await createApp({
    repository: engine.events,
    objects: engine.objects,
    queues: engine.queues,
    engine: engine.name,
    clock: { nowMicros: () => newYear2026Micros },
    ids: countingIds(),
    sha256,
    version: testVersion,
    logger,
    access: openToAll,
    telemetry: noTelemetry,
    maxAnswerBytes,
  });
  const handle = createLambdaHandler(app, logger);
  return (invocation: unknown, context: Context) =>
    invocation === settleInvocation ? settleQueue(engine) : handle(invocation, context);
}

async function openEngine(): Promise<Pick<Engine, 'name' | 'events' | 'objects' | 'queues'>> {
  const prepared = prepareDynamo(process.env);
  if (prepared.ok) return prepared.value(() => {});
  const seed = process.env[seedVariable];
  const objects = seed === undefined ? undefined : await seededMemory(unpackSeed(seed));
  return { name: 'memory', events: new InMemoryEventRepository(), objects, queues: memoryQueues() };
}

const composed = compose();

export async function handler(invocation: unknown, context: Context) {
  return (await composed)(invocation, context);
}
