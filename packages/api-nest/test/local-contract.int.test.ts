import { describe } from '@jest/globals';
import { describeRecordEvent } from './http-contract/record-event.js';
import { openLocal } from './support/local-subject.js';

describe('the HTTP contract on a local server', () => {
  const harness = { transport: 'socket', open: () => openLocal() } as const;
  describeRecordEvent(harness);
});
