/** A server as the documentation of Nest has it: Express, class-validator, nestjs-pino, and a repository that stores nothing. */
import 'reflect-metadata';
import { Module, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger, LoggerModule } from 'nestjs-pino';
import { EventsController } from './events.controller.js';
import { EventsRepository } from './events.repository.js';

@Module({
  imports: [LoggerModule.forRoot()],
  controllers: [EventsController],
  providers: [EventsRepository],
})
class PlainModule {}

const app = await NestFactory.create(PlainModule, { bufferLogs: true });
app.useLogger(app.get(Logger));
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
app.enableShutdownHooks();
await app.listen(Number(process.env.PORT), '127.0.0.1');
