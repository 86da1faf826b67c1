import {
  EventBatch,
  findEvent,
  listEvents,
  queueBatch,
  queueEvent,
  recordBatch,
  recordEvent,
  submissionState,
  type QueueEventsDependencies,
} from '@annals/domain';
import { Module } from '@nestjs/common';
import { appOptions, type AppOptions } from '../app-options.js';
import { EventsController } from './events.controller.js';
import { SubmissionsController } from './submissions.controller.js';
import { eventUseCases, type EventUseCases } from './use-cases.js';

/** Wires the events' use cases to the engine. */
@Module({
  controllers: [EventsController, SubmissionsController],
  providers: [
    {
      provide: eventUseCases,
      inject: [appOptions],
      useFactory: (options: AppOptions): EventUseCases => ({
        recordEvent: (draft) => recordEvent(draft, options),
        newBatch: () => new EventBatch(options),
        recordBatch: (batch) => recordBatch(batch, options),
        ...(options.queues !== undefined && queueing({ ...options, queue: options.queues.events })),
        submissionState: (submission) => submissionState(submission, options),
        findEvent: (identity) => findEvent(identity, options),
        listEvents: (query, page) => listEvents(query, page, options),
      }),
    },
  ],
})
export class EventsModule {}

function queueing(dependencies: QueueEventsDependencies): Pick<EventUseCases, 'queueEvent' | 'queueBatch'> {
  return {
    queueEvent: (draft) => queueEvent(draft, dependencies),
    queueBatch: (batch) => queueBatch(batch, dependencies),
  };
}
