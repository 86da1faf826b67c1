import { describeOnDynamo, startSqsEngine, type SqsEngine } from '@annals/adapters-aws/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { describeHttpContract } from './http-contract/index.js';
import { restApi } from './support/api-gateway.js';
import { DynamoTables } from './support/dynamo-tables.js';
import { makeQueues } from './support/aws-subject.js';
import { bundleContractFunction, openLambda, type TestBundle } from './support/lambda-subject.js';

describeOnDynamo('the HTTP contract on Lambda, on DynamoDB and SQS', (engine) => {
  let bundle: TestBundle;
  let tables: DynamoTables;
  let sqs: SqsEngine;
  beforeAll(async () => {
    bundle = await bundleContractFunction();
    tables = new DynamoTables(engine().endpoint);
    sqs = await startSqsEngine();
  });
  afterAll(async () => {
    await tables.close();
    await sqs.stop();
    await bundle.remove();
  });

  describeHttpContract({
    transport: restApi.kind,
    open: async () => openLambda(restApi, bundle.path, { ...(await tables.make()), ...(await makeQueues(sqs)) }),
  });
});
