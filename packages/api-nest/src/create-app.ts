import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AppOptions } from './app-options.js';
import { assembleApp } from './assemble-app.js';
import { EventsModule } from './events/events.module.js';
import { BucketModule } from './objects/bucket.module.js';
import { ObjectsModule } from './objects/objects.module.js';
import { ServedBucketModule } from './objects/served-bucket.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { MetricsModule } from './operations/metrics.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { SampleMessagesModule, SampleModule } from './sample/sample.module.js';

export type { AppOptions } from './app-options.js';

/**
 * Makes the one whole app, initialised and not listening: the local server, a container and Lambda all serve this one.
 *
 * @param more modules of one runtime alone: pages for people, where people come by
 */
export function createApp(options: AppOptions, more: readonly Type[] = []): Promise<NestExpressApplication> {
  const { objects } = options;
  return assembleApp(options, [
    EventsModule,
    ...(objects === undefined ? [] : [ObjectsModule, BucketModule]),
    ...(objects?.served === undefined ? [] : [ServedBucketModule]),
    SampleModule,
    ...(options.queues === undefined ? [] : [SampleMessagesModule]),
    OperationsModule,
    ...(options.metricsPage === undefined ? [] : [MetricsModule]),
    OpenApiModule,
    ...more,
  ]);
}
