import { Global, Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { appOptions, type AppOptions } from './app-options.js';
import { EventsModule } from './events/events.module.js';
import { NestLog } from './http/nest-log.js';
import { OperationsModule } from './operations/operations.module.js';

/** The whole app: its options for every module, and the modules. */
@Global()
@Module({})
export class AppModule {
  static with(options: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // `createApp` mounts the request log itself, before any route can fail; this makes Nest and its parts log through it.
        LoggerModule.forRoot({ pinoHttp: { logger: options.logger }, useExisting: true }),
        EventsModule,
        OperationsModule,
      ],
      providers: [{ provide: appOptions, useValue: options }, NestLog],
      exports: [appOptions],
    };
  }
}
