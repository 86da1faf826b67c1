import { describeOnDynamo, startS3Engine } from '@annals/adapters-aws/testing';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeObjectsContract } from './objects-contract/index.js';
import { httpApi, restApi } from './support/api-gateway.js';
import { makeBucket, seedAws } from './support/aws-subject.js';
import { DynamoTables } from './support/dynamo-tables.js';
import { bundleContractFunction, openLambda, type TestBundle } from './support/lambda-subject.js';
import { memoryBucket } from './support/object-subject.js';
import { openTwins } from './support/twin-subject.js';

let bundle: TestBundle;
beforeAll(async () => {
  bundle = await bundleContractFunction();
});
afterAll(() => bundle.remove());

describe.each([restApi, httpApi])(
  'the HTTP contract of objects on Lambda behind a $kind, to the byte as on a local server',
  (gateway) => {
    describeObjectsContract({
      transport: gateway.kind,
      bucket: memoryBucket,
      open: (seed) => openTwins(gateway, bundle.path, seed),
    });
  },
);

describeOnDynamo('the HTTP contract of objects on Lambda, kept in DynamoDB and S3', (engine) => {
  let tables: DynamoTables;
  beforeAll(() => {
    tables = new DynamoTables(engine().endpoint);
  });
  afterAll(() => tables.close());

  describeObjectsContract({
    transport: restApi.kind,
    bucket: memoryBucket,
    open: async (seed) => {
      const s3 = await startS3Engine();
      const environment = { ...(await tables.make()), ...(await makeBucket(s3.endpoint, memoryBucket)) };
      await seedAws(environment, seed);
      const lambda = openLambda(restApi, bundle.path, environment);
      return {
        send: lambda.send,
        close: async () => {
          await lambda.close();
          await s3.stop();
        },
      };
    },
  });
});
