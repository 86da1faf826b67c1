import { Module } from '@nestjs/common';
import { appOptions, type AppOptions } from '../app-options.js';
import { servedBucket, SignedRequestsController } from './signed-requests.controller.js';

/** Wires signed requests to the bucket that this server serves itself. */
@Module({
  controllers: [SignedRequestsController],
  providers: [
    { provide: servedBucket, inject: [appOptions], useFactory: ({ objects }: AppOptions) => objects!.served! },
  ],
})
export class ServedBucketModule {}
