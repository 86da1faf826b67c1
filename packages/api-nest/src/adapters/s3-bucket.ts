import { createS3Client, readS3Settings, S3ObjectStore } from '@annals/adapters-aws';
import { ok, type ObjectStore, type Result } from '@annals/domain';
import type { Environment } from '../config.js';

/** Reads which bucket of S3 the environment names: what opens it, or a sentence for each fault. */
export function prepareBucket(
  environment: Environment,
): Result<() => Pick<ObjectStore, 'bucket' | 'list'>, readonly string[]> {
  const settings = readS3Settings(environment);
  if (!settings.ok) return settings;
  const { bucket } = settings.value;
  return ok(() => new S3ObjectStore({ client: createS3Client(settings.value), bucket }));
}
