import { findEvent, listEvents, recordEvent, recordEvents } from '@annals/domain';
import { Module } from '@nestjs/common';
import { appOptions, type AppOptions } from '../app-options.js';
import { EventsController } from './events.controller.js';
import { eventUseCases, type EventUseCases } from './use-cases.js';

/** Wires the events' use cases to the engine. */
@Module({
  controllers: [EventsController],
  providers: [
    {
      provide: eventUseCases,
      inject: [appOptions],
      useFactory: (options: AppOptions): EventUseCases => ({
        recordEvent: (draft) => recordEvent(draft, options),
        recordEvents: (drafts) => recordEvents(drafts, options),
        findEvent: (identity) => findEvent(identity, options),
        listEvents: (query, page) => listEvents(query, page, options),
      }),
    },
  ],
})
export class EventsModule {}
