import { openEmbeddedEngine } from '@annals/adapters-embedded';
import { defaultMaxReceives, err, ok, type Result } from '@annals/domain';
import { variable, type Environment } from '../config.js';
import type { PrepareEngine } from './engine.js';

/** The name of the bucket where the environment gives none. */
const defaultBucket = 'annals';

/** SQLite and a bucket in the folder that `DATA_DIR` names, `data` in the working folder where it names none. */
export const prepareSqlite: PrepareEngine = (environment) => {
  const name = readBucketName(environment);
  if (!name.ok) return err([name.error]);
  return ok(async (onFault, telemetry) => {
    const dataDir = variable(environment, 'DATA_DIR') ?? 'data';
    const engine = await openEmbeddedEngine({ dataDir, onFault, telemetry });
    // Addresses of this server are completed by whoever answers: a client may know it by another name than it has itself.
    const bucket = await engine.openBucket({ name: name.value, baseUrl: () => '' }).catch(async (error: unknown) => {
      await engine.close();
      throw error;
    });
    bucket.watch();
    const options = { maxReceives: defaultMaxReceives };
    return {
      name: 'sqlite',
      place: engine.dataDir,
      events: engine.repository,
      objects: { repository: engine.objectRecords, store: bucket.store, served: bucket },
      queues: { events: engine.queue('events', options), sample: engine.queue('sample', options), system: 'sqlite' },
      apiKeys: engine.apiKeys,
      close: () => engine.close(),
    };
  });
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function readBucketName(environment: Environment): Result<string, string> {
  const name = variable(environment, 'BUCKET_NAME') ?? defaultBucket;
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)
    ? ok(name)
    : err('BUCKET_NAME must be 3 to 63 lower-case letters, digits, . or -');
}
