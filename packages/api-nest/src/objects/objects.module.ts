import { listObjectChanges, listObjectHistory, listObjects } from '@annals/domain';
import { Module } from '@nestjs/common';
import { appOptions, type AppOptions } from '../app-options.js';
import { ObjectsController } from './objects.controller.js';
import { ReconciliationsController } from './reconciliations.controller.js';
import { reconcile } from './reconcile.js';
import { TransfersController } from './transfers.controller.js';
import { objectUseCases, type ObjectUseCases } from './use-cases.js';

/** Wires the objects' use cases to a bucket and its catalogue. */
@Module({
  controllers: [ObjectsController, TransfersController, ReconciliationsController],
  providers: [
    {
      provide: objectUseCases,
      inject: [appOptions],
      useFactory: ({ objects, clock, sha256, telemetry }: AppOptions): ObjectUseCases => {
        const { repository, store } = objects!;
        const dependencies = { repository, store, clock, sha256, telemetry };
        const { bucket } = store;
        return {
          bucket,
          findObject: (key) => repository.findCurrent({ bucket, key }),
          listObjects: (prefix, page) => listObjects({ bucket, prefix }, page, dependencies),
          listChanges: (range, page) => listObjectChanges({ bucket, ...range }, page, dependencies),
          listHistory: (key, page) => listObjectHistory({ bucket, key }, page, dependencies),
          signUpload: (terms) => store.signUpload(terms),
          signDownload: async (key, versionId) =>
            (await store.head(key, versionId)) && store.signDownload(key, versionId),
          reconcile: (request) => reconcile(request, dependencies),
        };
      },
    },
  ],
})
export class ObjectsModule {}
