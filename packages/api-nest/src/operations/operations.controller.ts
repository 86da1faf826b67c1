import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { appOptions, type AppOptions } from '../app-options.js';
import { Probe, Requires } from '../auth/declared-access.js';
import { jsonAnswer, sendAnswer } from '../http/answer.js';

/** An object that a bucket is asked for only to see whether it answers. */
const absentKey = 'annals/is-there-anybody';

/** What runs here, and whether it does. */
@Controller()
export class OperationsController {
  constructor(@Inject(appOptions) private readonly options: AppOptions) {}

  /** The service, its version and engine, and where to go on, relative to this address. */
  @Get()
  @Requires('operations')
  service(@Req() request: Request, @Res() response: Response): void {
    const { engine, version, objects } = this.options;
    const links = {
      events: 'events',
      ...(objects !== undefined && { objects: 'objects' }),
      health: 'health',
      openapi: 'openapi.json',
    };
    sendAnswer(request, response, jsonAnswer(200, JSON.stringify({ service: 'annals', version, engine, links })));
  }

  /** For probes that only ask whether something answers. */
  @Get('health')
  @Probe()
  health(@Req() request: Request, @Res() response: Response): void {
    this.live(request, response);
  }

  /** Whether the process is up. */
  @Get('health/live')
  @Probe()
  live(@Req() request: Request, @Res() response: Response): void {
    sendAnswer(request, response, jsonAnswer(200, JSON.stringify({ status: 'ok' })));
  }

  /** Whether every engine can be reached; the 503 of one that cannot names it. */
  @Get('health/ready')
  @Probe()
  async ready(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { repository, engine, objects, queues } = this.options;
    const engines = { [engine]: 'ok', ...(objects && { bucket: 'ok' }), ...(queues && { queue: 'ok' }) };
    await Promise.all([repository.ping(), objects?.store.head(absentKey), queues?.events.figures()]);
    sendAnswer(request, response, jsonAnswer(200, JSON.stringify({ status: 'ok', engines })));
  }
}
