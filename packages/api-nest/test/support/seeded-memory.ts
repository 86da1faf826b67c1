// By their files: the function that the contract tests bundle has these too, and no test library.
import { InMemoryObjectRecordRepository } from '../../../domain/dist/testing/in-memory-object-record-repository.js';
import { InMemoryObjectStore } from '../../../domain/dist/testing/in-memory-object-store.js';
import type { ObjectOptions } from '../../src/app-options.js';
import { memoryBucket, seedCatalogue, type ObjectSeed } from './object-subject.js';

/** A bucket and a catalogue in memory. */
export async function seededMemory(seed: ObjectSeed): Promise<ObjectOptions> {
  const store = new InMemoryObjectStore(memoryBucket);
  const repository = new InMemoryObjectRecordRepository();
  for (const { key, text, contentType } of seed.objects ?? []) await store.put(key, Buffer.from(text), contentType);
  await seedCatalogue(repository, seed);
  return { store, repository };
}
