import { createClock } from '@annals/domain';
import { prepareDynamo } from './adapters/dynamo-engine.js';
import { ids, sha256 } from './adapters/platform.js';
import { createApp } from './create-app.js';
import { gatewayAccess } from './lambda/gateway-access.js';
import { maxAnswerBytes, startFunction } from './lambda/lambda-entry.js';

/** The version of Annals: the bundler writes it in. */
declare const ANNALS_VERSION: string;

/** Answers one invocation by API Gateway with the whole app, on DynamoDB and, where there is a bucket, S3. */
export const handler = startFunction(prepareDynamo, async (openEngine, { logger, access, telemetry }) => {
  const onFault = (err: unknown): void => logger.error({ err }, 'the engine goes on after a fault');
  const engine = await openEngine(onFault, telemetry);
  // While the app is made, the connection is.
  engine.warmUp?.();
  const clock = createClock();
  return createApp({
    repository: engine.events,
    objects: engine.objects,
    queues: engine.queues,
    engine: engine.name,
    clock,
    ids,
    sha256,
    version: ANNALS_VERSION,
    logger,
    access: gatewayAccess(access, { repository: engine.apiKeys, sha256, clock }),
    telemetry,
    maxAnswerBytes,
    deletesBeforeAnswer: true,
  });
});
