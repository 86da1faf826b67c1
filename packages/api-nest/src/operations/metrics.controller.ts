import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { appOptions, type AppOptions } from '../app-options.js';
import { Requires } from '../auth/declared-access.js';
import { sendAnswer } from '../http/answer.js';

/** The figures of this process. */
@Controller()
export class MetricsController {
  constructor(@Inject(appOptions) private readonly options: Pick<AppOptions, 'metricsPage'>) {}

  /** Every figure as it is now, for Prometheus. */
  @Get('metrics')
  @Requires('operations')
  async metrics(@Req() request: Request, @Res() response: Response): Promise<void> {
    const page = this.options.metricsPage!;
    sendAnswer(request, response, {
      status: 200,
      headers: { 'Content-Type': page.contentType },
      body: await page.text(),
    });
  }
}
