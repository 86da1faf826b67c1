import { describeApiKeyRepository } from './api-key-repository-contract.js';
import { InMemoryApiKeyRepository } from './in-memory-api-key-repository.js';

describeApiKeyRepository('InMemoryApiKeyRepository', {
  empty: () => Promise.resolve(new InMemoryApiKeyRepository()),
});
