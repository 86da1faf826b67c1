import { describe } from '@jest/globals';
import { describeHttpContract } from './http-contract/index.js';
import { openLocal } from './support/local-subject.js';

describe('the HTTP contract on a local server', () => {
  describeHttpContract({ transport: 'socket', open: () => openLocal() });
});
