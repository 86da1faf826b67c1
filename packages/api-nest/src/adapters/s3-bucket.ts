import { createS3Client, instrumentClient, readS3Settings, S3ObjectStore } from '@annals/adapters-aws';
import { ok, type ObjectStore, type Result, type Telemetry } from '@annals/domain';
import type { Environment } from '../config.js';

/** Reads which bucket of S3 the environment names: what opens it, or a sentence for each fault. */
export function prepareBucket(
  environment: Environment,
): Result<(telemetry: Telemetry) => Pick<ObjectStore, 'bucket' | 'list'>, readonly string[]> {
  const settings = readS3Settings(environment);
  if (!settings.ok) return settings;
  const { bucket } = settings.value;
  return ok((telemetry) => {
    const client = instrumentClient(createS3Client(settings.value), 's3', telemetry);
    return new S3ObjectStore({ client, bucket });
  });
}
