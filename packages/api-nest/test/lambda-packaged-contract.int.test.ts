import { describeOnDynamo, startSqsEngine, type SqsEngine } from '@annals/adapters-aws/testing';
import { noTelemetry } from '@annals/domain';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { prepareDynamo } from '../src/adapters/dynamo-engine.js';
import { describeHttpContract } from './http-contract/index.js';
import { adding, httpApi, restApi, signed, type Gateway } from './support/api-gateway.js';
import { makeQueues } from './support/aws-subject.js';
import { DynamoTables } from './support/dynamo-tables.js';
import type { QueuedSubject } from './support/http-subject.js';
import { deployedBundle, openLambda } from './support/lambda-subject.js';
import { settleQueue } from './support/queued-subject.js';

const still = new URL('./support/still-process.mjs', import.meta.url).href;

describeOnDynamo('the HTTP contract of the function as it is packaged, on DynamoDB and SQS', (dynamo) => {
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

  /** Its callers have signed; what it queues is recorded by an engine of the tests' own. */
  async function open(gateway: Gateway): Promise<QueuedSubject> {
    const places = { AWS_REGION: 'us-east-1', ...(await tables.make()), ...(await makeQueues(sqs)) };
    const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const environment = { ...places, ...credentials, AUTH_MODE: 'iam', NODE_OPTIONS: `--import=${still}` };
    const subject = openLambda(adding(gateway, signed), deployedBundle, environment);
    const prepared = prepareDynamo(places);
    if (!prepared.ok) throw new Error(prepared.error.join());
    const engine = await prepared.value(() => {}, noTelemetry);
    return {
      send: subject.send,
      settle: () => settleQueue(engine),
      close: async () => {
        await subject.close();
        await engine.close();
      },
    };
  }

  describe.each([restApi, httpApi])('behind a $kind', (gateway) => {
    describeHttpContract({ transport: gateway.kind, open: () => open(gateway) });
  });
});
