import { defaultSource, parseDigest, parseId, parseSource, type Result, type Submission } from '@annals/domain';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Requires } from '../auth/declared-access.js';
import { jsonAnswer, sendAnswer, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { badParameter, readQuery } from '../http/query.js';
import { locationOf } from './event-location.js';
import { eventUseCases, type EventUseCases } from './use-cases.js';

/** In how many seconds it is worth asking again: an event is recorded within one, where nothing is wrong. */
const retryAfterSeconds = 1;

/** What became of events that were sent to be recorded later. */
@Controller()
export class SubmissionsController {
  constructor(@Inject(eventUseCases) private readonly useCases: EventUseCases) {}

  /** Tells whether a submission is recorded, not yet, or in conflict with another event. */
  @Get('submissions')
  @Requires('events:read')
  async find(@Req() request: Request, @Res() response: Response): Promise<void> {
    sendAnswer(request, response, await this.#answer(readSubmission(request.originalUrl)));
  }

  async #answer(submission: Submission): Promise<Answer> {
    const state = await this.useCases.submissionState(submission);
    switch (state.code) {
      case 'pending':
        return jsonAnswer(202, JSON.stringify({ status: 'pending', ...submission }), {
          'Retry-After': String(retryAfterSeconds),
        });
      case 'done': {
        const { id, source, recordedAt, digest } = state.event;
        const location = locationOf(state.event, 'events');
        const result = { status: 'recorded', id, source, location, recordedAt, digest };
        return jsonAnswer(200, JSON.stringify(result), { Location: location });
      }
      case 'conflict':
        throw new Problem('conflict', {
          detail: 'The stored event differs from the submitted one, which is not recorded.',
          members: { location: locationOf(state.stored, 'events'), digest: state.stored.digest },
        });
      default:
        return state satisfies never;
    }
  }
}

function readSubmission(url: string): Submission {
  const { source = defaultSource, id, digest } = readQuery(url, ['source', 'id', 'digest']);
  return {
    id: parsed('id', id, parseId),
    source: parsed('source', source, parseSource),
    digest: parsed('digest', digest, parseDigest),
  };
}

function parsed(name: string, value: string | undefined, parse: (value: unknown) => Result<string, string>): string {
  if (value === undefined) throw badParameter(name, 'is required');
  const result = parse(value);
  if (!result.ok) throw badParameter(name, result.error);
  return result.value;
}
