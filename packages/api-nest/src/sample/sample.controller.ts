import type { RecordOutcome } from '@annals/domain';
import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { appOptions, type AppOptions } from '../app-options.js';
import { Requires } from '../auth/declared-access.js';
import { failed } from '../events/event-answer.js';
import { locationOf } from '../events/event-location.js';
import { jsonAnswer, sendAnswer } from '../http/answer.js';
import { exchangeOf } from '../http/exchange.js';
import { Problem } from '../http/problem.js';
import { readQuery } from '../http/query.js';
import { readMembersIfAny, understood } from '../http/read-json.js';
import { sampleAnswer, takesNothing, unlessHead } from './sample-answer.js';
import { SampleWorkload } from './sample-workload.js';
import { measureEverything } from './test-telemetry.js';
import { defaultTitle, parseTitle } from './title-body.js';

/** The part of the sample workload that the engine alone is needed for. */
@Controller()
export class SampleController {
  constructor(
    @Inject(SampleWorkload) private readonly workload: SampleWorkload,
    @Inject(appOptions) private readonly options: Pick<AppOptions, 'clock' | 'logger' | 'telemetry'>,
  ) {}

  /** Records a title; the default one where the body is empty. */
  @Post()
  @Requires('events:write')
  async insertTitle(@Req() request: Request, @Res() response: Response): Promise<void> {
    readQuery(request.originalUrl, []);
    const members = await readMembersIfAny(request, response);
    const title = members === undefined ? defaultTitle : understood(parseTitle(members));
    requireInserted(await this.workload.recordTitle(title));
    sendAnswer(request, response, sampleAnswer({ message: 'Successfully inserted data!' }));
  }

  /** Saves made-up data. */
  @Post('save-data')
  @Requires('events:write')
  async saveData(@Req() request: Request, @Res() response: Response): Promise<void> {
    await takesNothing(request, response);
    const { id, timestamp } = await this.workload.saveData('Sample');
    sendAnswer(request, response, sampleAnswer({ message: 'Data saved successfully', id, timestamp }));
  }

  /** Finds what was saved. */
  @Get('get-data/:id')
  @Requires('events:read')
  async getData(@Req() request: Request, @Res() response: Response, @Param('id') id: string): Promise<void> {
    readQuery(request.originalUrl, []);
    const data = await this.workload.findData(id);
    if (data === undefined) throw new Problem('not-found', { detail: 'No data was saved under this id.' });
    // Put together as text, so that the data stays as it was saved.
    const rest = JSON.stringify({ timestamp: this.workload.timestamp() }).slice(1);
    sendAnswer(request, response, jsonAnswer(200, `{"message":"Data retrieved successfully","data":${data},${rest}`));
  }

  /** Makes a span, a line of the log, and every metric once. */
  @Get('test-telemetry')
  @Requires('operations')
  async testTelemetry(@Req() request: Request, @Res() response: Response): Promise<void> {
    readQuery(request.originalUrl, []);
    await unlessHead(request, response, async () => {
      const { clock, logger, telemetry } = this.options;
      const startMicros = clock.nowMicros();
      return telemetry.inSpan('sample telemetry', {}, (span) => {
        const timestamp = this.workload.timestamp();
        span.set({ 'test.timestamp': timestamp });
        const traceId = telemetry.current()?.traceId;
        logger.info({ requestId: exchangeOf(request).id, traceId }, 'telemetry test');
        measureEverything(telemetry);
        return Promise.resolve({
          message: 'Telemetry test completed',
          timestamp,
          response_time: (clock.nowMicros() - startMicros) / 1_000_000,
          telemetry_enabled: traceId !== undefined,
        });
      });
    });
  }
}

/** Throws the `Problem` of a title that was not recorded. */
function requireInserted(outcome: RecordOutcome): void {
  switch (outcome.code) {
    case 'recorded':
    case 'replayed':
      return;
    case 'conflict':
      throw new Problem('conflict', {
        detail: 'Another title has this id, and stays as it is.',
        members: { location: locationOf(outcome.stored, 'events'), digest: outcome.stored.digest },
      });
    case 'invalid':
      // Of what was sent only the title can still be wrong: its characters are judged as the payload's.
      throw new Problem('invalid-body', { detail: 'The errors say what is wrong, and where.', errors: outcome.faults });
    case 'failed':
      throw failed(outcome.cause, 'the title');
    default:
      return outcome satisfies never;
  }
}
