import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeHttpContract } from './http-contract/index.js';
import { httpApi, restApi } from './support/api-gateway.js';
import { bundleContractFunction, type TestBundle } from './support/lambda-subject.js';
import { openTwins } from './support/twin-subject.js';

let bundle: TestBundle;
beforeAll(async () => {
  bundle = await bundleContractFunction();
});
afterAll(() => bundle.remove());

describe.each([restApi, httpApi])(
  'the HTTP contract on Lambda behind a $kind, to the byte as on a local server',
  (gateway) => {
    describeHttpContract({ transport: gateway.kind, open: () => openTwins(gateway, bundle.path) });
  },
);
