import type { HistoryEntry, ObjectState } from '@annals/domain';
import { InMemoryObjectRecordRepository, InMemoryObjectStore } from '@annals/domain/testing';
import type { ObjectOptions } from '../../src/app-options.js';
import type { HttpHarness, HttpSubject } from './http-subject.js';

/** An object that is in the bucket from the start. */
export interface SeededObject {
  readonly key: string;
  readonly text: string;
  readonly contentType: string;
}

/** What an API starts with. It is plain JSON, so that it can be handed to another process. */
export interface ObjectSeed {
  /** In the bucket; the catalogue may know of them or not. */
  readonly objects?: readonly SeededObject[];
  /** In the catalogue, whatever is in the bucket. */
  readonly states?: readonly ObjectState[];
  readonly history?: readonly HistoryEntry[];
}

/** Opens APIs to run the contract of objects against. */
export interface ObjectHarness {
  readonly transport: HttpHarness['transport'];
  /** The name of every subject's bucket. */
  readonly bucket: string;
  open(seed: ObjectSeed): Promise<HttpSubject>;
}

/** The bucket of engines in memory. */
export const memoryBucket = 'main-bucket';

/** A bucket and a catalogue in memory. */
export async function seededMemory(seed: ObjectSeed): Promise<ObjectOptions> {
  const store = new InMemoryObjectStore(memoryBucket);
  const repository = new InMemoryObjectRecordRepository();
  for (const { key, text, contentType } of seed.objects ?? []) await store.put(key, Buffer.from(text), contentType);
  await seedCatalogue(repository, seed);
  return { store, repository };
}

/** Writes a catalogue's part of a seed. */
export async function seedCatalogue(
  repository: ObjectOptions['repository'],
  { states = [], history = [] }: ObjectSeed,
): Promise<void> {
  for (const state of states) await repository.replaceCurrent(state, { unchangedSince: undefined });
  for (const entry of history) await repository.addToHistory(entry);
}
