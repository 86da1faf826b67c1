import { newYear2026Micros } from '../../../domain/dist/testing/event-builders.js';
import { InMemoryEventRepository } from '../../../domain/dist/testing/in-memory-event-repository.js';
import type { Context } from 'aws-lambda';
import { prepareDynamo } from '../../src/adapters/dynamo-engine.js';
import type { Engine } from '../../src/adapters/engine.js';
import { sha256 } from '../../src/adapters/platform.js';
import { createApp } from '../../src/create-app.js';
import { createLambdaHandler } from '../../src/lambda/lambda-handler.js';
import { createLogger } from '../../src/server/log.js';
import { countingIds, maxAnswerBytes, testVersion } from './fixed-app.js';

/** The function as `lambda.ts` composes it, but with a clock that stands still, ids that count, and DynamoDB only where there is one. */
async function compose() {
  const logger = createLogger('info', process.stdout);
  const engine = await openEngine();
  const app = await createApp({
    repository: engine.events,
    engine: engine.name,
    clock: { nowMicros: () => newYear2026Micros },
    ids: countingIds(),
    sha256,
    version: testVersion,
    logger,
    maxAnswerBytes,
  });
  return createLambdaHandler(app, logger);
}

async function openEngine(): Promise<Pick<Engine, 'name' | 'events'>> {
  const prepared = prepareDynamo(process.env);
  return prepared.ok ? prepared.value(() => {}) : { name: 'memory', events: new InMemoryEventRepository() };
}

const composed = compose();

export async function handler(invocation: unknown, context: Context) {
  return (await composed)(invocation, context);
}
