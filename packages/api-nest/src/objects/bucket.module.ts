import { listBucket, type ObjectStore } from '@annals/domain';
import { Module } from '@nestjs/common';
import { appOptions, type BaseOptions } from '../app-options.js';
import { BucketController } from './bucket.controller.js';
import { bucketUseCases, type BucketUseCases } from './bucket-use-cases.js';

/** What listing a bucket needs of the app's options. */
export interface BucketOptions extends BaseOptions {
  readonly objects?: { readonly store: Pick<ObjectStore, 'bucket' | 'list'> } | undefined;
}

/** Wires the list of the bucket itself to its store: a module of its own, which a function of its own can serve. */
@Module({
  controllers: [BucketController],
  providers: [
    {
      provide: bucketUseCases,
      inject: [appOptions],
      useFactory: ({ objects, sha256, telemetry }: BucketOptions): BucketUseCases => ({
        listBucket: (prefix, page) => listBucket(prefix, page, { store: objects!.store, sha256, telemetry }),
      }),
    },
  ],
})
export class BucketModule {}
