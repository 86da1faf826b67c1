import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import express, { type Express, type RequestHandler } from 'express';
import type { BaseOptions } from './app-options.js';
import { AppModule } from './app.module.js';
import type { AccessOptions } from './auth/access-options.js';
import { AccessGuard } from './auth/access.guard.js';
import { allowOrigins } from './http/cors.js';
import { NestLog } from './http/nest-log.js';
import { ProblemFilter } from './http/problem.filter.js';
import { receiveRequest } from './http/receive-request.js';
import { strictTransport } from './http/strict-transport.js';

/**
 * Makes an HTTP app of some modules, initialised and not listening. Whatever they are, it has one way to read and to answer.
 * `app.getHttpAdapter().getInstance()` is its Express application.
 */
export async function assembleApp(options: BaseOptions, modules: readonly Type[]): Promise<NestExpressApplication> {
  const adapter = new ExpressAdapter(createExpress(options.access.trustedProxies));
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(options, modules), adapter, {
    bodyParser: false,
    bufferLogs: true,
  });
  app.useLogger(app.get(NestLog));
  app.use(receiveRequest(options), ...forBrowsers(options.access));
  app.useGlobalGuards(new AccessGuard(options.access, options.telemetry));
  app.useGlobalFilters(new ProblemFilter(options.logger));
  return app.init();
}

/** Whether a browser came by TLS only a proxy knows: this server has none itself. */
function forBrowsers({ trustedProxies, corsOrigins }: AccessOptions): readonly RequestHandler[] {
  return [
    ...(trustedProxies.length === 0 ? [] : [strictTransport]),
    ...(corsOrigins.length === 0 ? [] : [allowOrigins(corsOrigins)]),
  ];
}

/** Paths are compared exactly, so that a relative `Location` resolves as meant; bodies, queries and ETags are the app's own business. */
function createExpress(trustedProxies: readonly string[]): Express {
  const instance = express();
  instance.enable('strict routing');
  instance.enable('case sensitive routing');
  instance.disable('x-powered-by');
  instance.disable('etag');
  instance.set('query parser', false);
  if (trustedProxies.length > 0) instance.set('trust proxy', [...trustedProxies]);
  return instance;
}
