import { describeEventRepository } from './event-repository-contract.js';
import { InMemoryEventRepository } from './in-memory-event-repository.js';

describeEventRepository('InMemoryEventRepository', {
  empty: () => Promise.resolve(new InMemoryEventRepository()),
});
