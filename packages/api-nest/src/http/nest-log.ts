import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

/** Nest's own log. What it tells of its start, a line a module and a route, is for those who debug. */
@Injectable()
export class NestLog extends Logger {
  override log(message: unknown, ...optionalParams: unknown[]): void {
    this.debug(message, ...optionalParams);
  }
}
