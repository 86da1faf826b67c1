import { existsSync } from 'node:fs';
import type { Workshop } from '../harness/workshop.js';

/** A local DynamoDB, as the tests of `adapters-aws` start it. */
interface DynamoEngine {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Memory that looks like a folder, where the system has such: what is counted here is not what a disk takes. */
const memoryFolder = '/dev/shm';

/** Starts a DynamoDB on this machine, ended with the benchmark. Throws where there is none for it. */
export async function startDynamo(workshop: Workshop): Promise<DynamoEngine> {
  // By its file: the package's own entry for tests loads Jest.
  const file = new URL('../../../adapters-aws/dist/testing/dynamo-engine.js', import.meta.url).href;
  const { startDynamoEngine } = (await import(file)) as { startDynamoEngine: () => Promise<DynamoEngine> };
  // Six times as many events a second as on a disk that syncs.
  if (existsSync(memoryFolder)) process.env.TMPDIR = memoryFolder;
  const engine = await startDynamoEngine();
  delete process.env.TMPDIR;
  workshop.defer(() => engine.stop());
  return engine;
}
