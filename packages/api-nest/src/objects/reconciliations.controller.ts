import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Requires } from '../auth/declared-access.js';
import { jsonAnswer, sendAnswer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { readQuery } from '../http/query.js';
import { readMembers, understood } from '../http/read-json.js';
import { parseReconciliation } from './body-members.js';
import { objectUseCases, type ObjectUseCases } from './use-cases.js';

/** Comparing the catalogue with the bucket. */
@Controller()
export class ReconciliationsController {
  constructor(@Inject(objectUseCases) private readonly useCases: ObjectUseCases) {}

  /** Finds what is missing, stale and gone and, unless the run is a dry one, mends it. */
  @Post('reconciliations')
  @Requires('objects:write')
  async reconcile(@Req() request: Request, @Res() response: Response): Promise<void> {
    readQuery(request.originalUrl, []);
    const wanted = understood(parseReconciliation(await readMembers(request, response)));
    const found = await this.useCases.reconcile(wanted);
    if (!found.ok) throw new Problem('bad-request', { detail: `The cursor ${found.error}.` });
    const { examined, findings, nextCursor } = found.value;
    sendAnswer(request, response, jsonAnswer(200, JSON.stringify({ examined, findings, nextCursor })));
  }
}
