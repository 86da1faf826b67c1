import { describeOnDynamo } from '@annals/adapters-aws/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { describeHttpContract } from './http-contract/index.js';
import { restApi } from './support/api-gateway.js';
import { DynamoTables } from './support/dynamo-tables.js';
import { bundleContractFunction, openLambda, type TestBundle } from './support/lambda-subject.js';

describeOnDynamo('the HTTP contract on Lambda, kept in DynamoDB', (engine) => {
  let bundle: TestBundle;
  let tables: DynamoTables;
  beforeAll(async () => {
    bundle = await bundleContractFunction();
    tables = new DynamoTables(engine().endpoint);
  });
  afterAll(async () => {
    await tables.close();
    await bundle.remove();
  });

  describeHttpContract({
    transport: restApi.kind,
    open: async () => openLambda(restApi, bundle.path, await tables.make()),
  });
});
