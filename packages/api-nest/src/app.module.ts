import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { appOptions, type BaseOptions } from './app-options.js';
import { NestLog } from './http/nest-log.js';

/** An app: its options for every module, and the modules. */
@Global()
@Module({})
export class AppModule {
  static with(options: BaseOptions, modules: readonly Type[]): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // What Nest and its parts tell goes to the log. The line of a request is `receiveRequest`'s, which stands before any route.
        LoggerModule.forRoot({ pinoHttp: { logger: options.logger }, useExisting: true, forRoutes: [] }),
        ...modules,
      ],
      providers: [{ provide: appOptions, useValue: options }, NestLog],
      exports: [appOptions],
    };
  }
}
