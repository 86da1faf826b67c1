import { InMemoryObjectStore } from './in-memory-object-store.js';
import { describeObjectStore } from './object-store-contract.js';

describeObjectStore('InMemoryObjectStore', {
  empty: () => {
    const store = new InMemoryObjectStore();
    return Promise.resolve({
      store,
      put: (key, content, contentType) => store.put(key, content, contentType),
      remove: (key) => store.remove(key),
    });
  },
  signed: 'none',
});
