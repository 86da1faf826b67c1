import { createClock } from '@annals/domain';
import { ids, sha256 } from './adapters/platform.js';
import { prepareBucket } from './adapters/s3-bucket.js';
import { assembleApp } from './assemble-app.js';
import { gatewayAccess } from './lambda/gateway-access.js';
import { maxAnswerBytes, startFunction } from './lambda/lambda-entry.js';
import { BucketModule, type BucketOptions } from './objects/bucket.module.js';

/**
 * Answers one invocation by API Gateway with the list of the bucket itself, and nothing else: its role may list that bucket, and need
 * not be able to do anything more.
 */
export const handler = startFunction(prepareBucket, (openBucket, { logger, access, telemetry }) => {
  const options: BucketOptions = {
    objects: { store: openBucket(telemetry) },
    clock: createClock(),
    ids,
    sha256,
    logger,
    access: gatewayAccess(access),
    telemetry,
    maxAnswerBytes,
  };
  return assembleApp(options, [BucketModule]);
});
