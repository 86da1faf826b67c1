import { Module } from '@nestjs/common';
import { appOptions, type AppOptions } from '../app-options.js';
import { SampleMessagesController } from './sample-messages.controller.js';
import { SampleWorkload } from './sample-workload.js';
import { SampleController } from './sample.controller.js';

const workload = {
  provide: SampleWorkload,
  inject: [appOptions],
  useFactory: (options: AppOptions): SampleWorkload =>
    new SampleWorkload({ ...options, queue: options.queues?.sample }),
};

/** Wires the sample workload to the engine. */
@Module({ controllers: [SampleController], providers: [workload] })
export class SampleModule {}

/** Wires what of it needs a queue. */
@Module({ controllers: [SampleMessagesController], providers: [workload] })
export class SampleMessagesModule {}
