import { describeObjectRecordRepository } from './object-record-repository-contract.js';
import { InMemoryObjectRecordRepository } from './in-memory-object-record-repository.js';

describeObjectRecordRepository('InMemoryObjectRecordRepository', {
  empty: () => Promise.resolve(new InMemoryObjectRecordRepository()),
});
