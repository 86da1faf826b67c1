import { mapConcurrently, type HistoryEntry, type ObjectState } from '@annals/domain';
import { gunzipSync, gzipSync } from 'node:zlib';
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

/** A seed as the value of an environment variable, which is limited to 128 KiB. */
export function packSeed(seed: ObjectSeed): string {
  return gzipSync(JSON.stringify(seed)).toString('base64');
}

/** The seed that a variable holds. */
export function unpackSeed(packed: string): ObjectSeed {
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as ObjectSeed;
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

/** Writes a catalogue's part of a seed. */
export async function seedCatalogue(
  repository: ObjectOptions['repository'],
  { states = [], history = [] }: ObjectSeed,
): Promise<void> {
  await mapConcurrently(states, 32, (state) => repository.replaceCurrent(state, { unchangedSince: undefined }));
  await mapConcurrently(history, 32, (entry) => repository.addToHistory(entry));
}
