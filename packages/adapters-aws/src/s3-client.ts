import { S3Client } from '@aws-sdk/client-s3';
import { clientConfiguration, type Patience } from './client-configuration.js';
import type { EngineLocation } from './engine-location.js';

/**
 * Makes a client that gives up: with the defaults a call ends within 18 seconds, and an API gateway waits for 29. The caller destroys it.
 *
 * Checksums are made only where S3 demands them: by default the SDK would put the checksum of an empty body into every signed upload.
 *
 * @see https://github.com/aws/aws-sdk-js-v3/issues/6810
 */
export function createS3Client(location: EngineLocation, patience: Patience = {}): S3Client {
  return new S3Client({
    ...clientConfiguration(location, { requestTimeoutMs: 5_000, ...patience }),
    // Other engines than AWS's own have no name for each bucket.
    forcePathStyle: location.endpoint !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
