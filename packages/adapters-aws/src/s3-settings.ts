import { err, ok, type Result } from '@annals/domain';
import type { HeadPath } from './s3-object-store.js';
import { readEngineLocation, type EngineLocation } from './engine-location.js';

/** Which bucket, and where. */
export interface S3Settings extends EngineLocation {
  /** 3..63 lower-case letters, digits, `.` and `-`: a general purpose bucket, whose lists are in the order of UTF-8 bytes. */
  readonly bucket: string;
  /** How objects are looked at. */
  readonly heads: HeadPath;
}

const headPaths: readonly HeadPath[] = ['direct', 'sdk'];

/**
 * Reads `BUCKET_NAME`, `S3_HEADS`, `AWS_REGION` and `S3_ENDPOINT`; an empty variable is an absent one. Fails with a sentence for each fault.
 *
 * @param environment the process's variables
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function readS3Settings(
  environment: Readonly<Record<string, string | undefined>>,
): Result<S3Settings, readonly string[]> {
  const bucket = environment['BUCKET_NAME'] || undefined;
  const faults: string[] = [];
  if (bucket === undefined) faults.push('BUCKET_NAME is required: the name of the S3 bucket');
  else if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    faults.push('BUCKET_NAME must be 3 to 63 lower-case letters, digits, . or -');
  const heads = headPaths.find((path) => path === (environment['S3_HEADS'] || 'direct'));
  if (heads === undefined) faults.push(`S3_HEADS must be one of ${headPaths.join(', ')}`);
  const location = readEngineLocation(environment, {
    endpointVariable: 'S3_ENDPOINT',
    example: 'http://127.0.0.1:9000',
  });
  if (!location.ok) return err([...faults, ...location.error]);
  return faults.length > 0 ? err(faults) : ok({ bucket: bucket!, heads: heads!, ...location.value });
}
