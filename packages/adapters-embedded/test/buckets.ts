import type { ObjectState } from '@annals/domain';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EmbeddedBucket, EmbeddedBucketOptions, EmbeddedEngine, EmbeddedEngineOptions } from '../src/index.js';
import { EngineFolders } from './engine-folders.js';

/** The name of the bucket that tests open. */
export const bucketName = 'main-bucket';

/** A bucket, the engine it belongs to, and the faults that were told. */
export interface OpenBucket {
  readonly dataDir: string;
  readonly engine: EmbeddedEngine;
  readonly bucket: EmbeddedBucket;
  readonly faults: unknown[];
}

/** Opens buckets of a test, in folders that it removes. */
export class Buckets extends EngineFolders {
  async openBucket(options: Partial<EmbeddedBucketOptions & EmbeddedEngineOptions> = {}): Promise<OpenBucket> {
    const faults: unknown[] = [];
    const dataDir = options.dataDir ?? (await this.make());
    const engine = await this.open({ ...options, dataDir, onFault: (fault) => faults.push(fault) });
    const bucket = await engine.openBucket({
      name: bucketName,
      baseUrl: () => 'http://localhost:1',
      quietMs: 120,
      ...options,
    });
    return { dataDir, engine, bucket, faults };
  }
}

/** Content of one chunk. */
export async function* chunksOf(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

/** Writes a file below a folder, and the folders that lead to it. */
export async function putFile(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** Waits until something holds. The test's own limit ends the wait. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await setTimeout(10);
}

/** The living objects of the catalogue. */
export async function livingObjects({ engine }: Pick<OpenBucket, 'engine'>): Promise<ObjectState[]> {
  const states: ObjectState[] = [];
  let after: string | undefined;
  do {
    const page = await engine.objectRecords.listLiving(bucketName, '', { limit: 1000, after });
    states.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return states;
}

/** The keys of the living objects. */
export async function livingKeys(open: Pick<OpenBucket, 'engine'>): Promise<string[]> {
  return (await livingObjects(open)).map(({ key }) => key);
}

/** What happened to a key, the oldest first. */
export async function historyOf({ engine }: Pick<OpenBucket, 'engine'>, key: string): Promise<string[]> {
  const { items } = await engine.objectRecords.listHistory({ bucket: bucketName, key }, { limit: 1000 });
  return items.map(({ eventName, eventSource }) => `${eventName} ${eventSource}`).reverse();
}
