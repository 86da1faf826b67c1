import { defaultSource, type EventList } from '@annals/domain';
import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { appOptions, type AppOptions } from '../app-options.js';
import { Requires } from '../auth/declared-access.js';
import { sendAnswer, type Answer } from '../http/answer.js';
import { namesEtag } from '../http/etag.js';
import { exchangeOf, noteInLine } from '../http/exchange.js';
import { answerList } from '../http/list-answer.js';
import { defaultLimit } from '../http/list-query.js';
import { Problem } from '../http/problem.js';
import { badParameter, readQuery } from '../http/query.js';
import { batchAnswer, failureOf } from './batch-answer.js';
import { recordAnswer } from './event-answer.js';
import { eventHeaders, formOf, presentEvent } from './event-form.js';
import { noteOutcome, noteOutcomes } from './event-line.js';
import { isPathSafe, type LocationBase } from './event-location.js';
import { cloudEventsAnswer, pageOf, wantsCloudEvents } from './list-answer.js';
import { readListRequest } from './list-request.js';
import { prefersAsync, queueAnswer, queuedBatchAnswer } from './queue-answer.js';
import { batchFormat, readBatch, type BatchFormat } from './read-batch.js';
import { eventFormat, readEvent } from './read-event.js';
import { eventUseCases, type EventUseCases } from './use-cases.js';

/** Events: record one, record many, find, list. Express asks routes one after the other, so that those asked for most stand first. */
@Controller()
export class EventsController {
  constructor(
    @Inject(eventUseCases) private readonly useCases: EventUseCases,
    @Inject(appOptions) private readonly options: Pick<AppOptions, 'maxAnswerBytes'>,
  ) {}

  /** Records one event; as `application/cloudevents-batch+json`, many: producers have one address to send to. */
  @Post('events')
  @Requires('events:write')
  async record(@Req() request: Request, @Res() response: Response): Promise<void> {
    const format = eventFormat(request.headers);
    if (format === 'batch') return this.#recordBatch(request, response, 'cloud-events', 'events');
    const draft = await readEvent(request, response, format);
    const { queueEvent } = this.useCases;
    if (queueEvent !== undefined && prefersAsync(request.headers)) {
      const outcome = await queueEvent(draft);
      noteOutcome(request, outcome);
      sendAnswer(request, response, queueAnswer(outcome));
    } else {
      const outcome = await this.useCases.recordEvent(draft);
      noteOutcome(request, outcome);
      sendAnswer(request, response, recordAnswer(outcome, formOf(request)));
    }
  }

  /** Finds the event of an id that can stand in a path. */
  @Get('events/:id')
  @Requires('events:read')
  async findById(@Req() request: Request<{ id: string }>, @Res() response: Response): Promise<void> {
    const { id } = request.params;
    const { source } = readQuery(request.originalUrl, ['source']);
    if (!isPathSafe(id))
      throw new Problem('bad-request', { detail: 'This id cannot stand in a path: use /event?source=&id= instead.' });
    await this.#find(request, response, source, id);
  }

  /** Records many events. */
  @Post('events/batch')
  @Requires('events:write')
  async recordBatch(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.#recordBatch(request, response, batchFormat(request.headers), 'events/batch');
  }

  /** Lists events. */
  @Get('events')
  @Requires('events:read')
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const wanted = readListRequest(request.originalUrl);
    const read = async (limit: number, cursor: string | undefined): Promise<EventList> => {
      const list = await this.useCases.listEvents(wanted.query, { limit, cursor });
      if (!list.ok) throw badParameter('cursor', list.error);
      return list.value;
    };
    if (wantsCloudEvents(request)) {
      const { limit = defaultLimit, cursor, linkTo } = wanted;
      sendAnswer(request, response, cloudEventsAnswer(await read(limit, cursor), linkTo));
      return;
    }
    await answerList(request, response, {
      query: wanted,
      read: async (limit, cursor) => pageOf(await read(limit, cursor)),
      maxBytes: this.options.maxAnswerBytes,
    });
  }

  /** Finds the event of any id. */
  @Get('event')
  @Requires('events:read')
  async find(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { source, id } = readQuery(request.originalUrl, ['source', 'id']);
    if (id === undefined) throw badParameter('id', 'is required');
    await this.#find(request, response, source, id);
  }

  async #find(request: Request, response: Response, source: string | undefined, id: string): Promise<void> {
    const event = await this.useCases.findEvent({ source: source ?? defaultSource, id });
    if (event !== undefined) noteInLine(request, { source: event.source, id: event.id });
    else throw new Problem('not-found', { detail: 'No event has this source and id.' });
    const form = formOf(request);
    const headers = eventHeaders(event, form);
    const { ETag, Vary } = headers;
    sendAnswer(
      request,
      response,
      namesEtag(request.headers['if-none-match'], ETag)
        ? { status: 304, headers: { ETag, Vary } }
        : { status: 200, headers, body: presentEvent(event, form) },
    );
  }

  async #recordBatch(request: Request, response: Response, format: BatchFormat, base: LocationBase): Promise<void> {
    const batch = this.useCases.newBatch();
    await readBatch(request, response, format, batch);
    const { queueBatch } = this.useCases;
    if (queueBatch !== undefined && prefersAsync(request.headers)) {
      const outcomes = await queueBatch(batch);
      this.#answerBatch(request, response, outcomes, queuedBatchAnswer(outcomes, base));
    } else {
      const outcomes = await this.useCases.recordBatch(batch);
      this.#answerBatch(request, response, outcomes, batchAnswer(outcomes, base));
    }
  }

  #answerBatch(request: Request, response: Response, outcomes: Parameters<typeof failureOf>[0], answer: Answer): void {
    noteOutcomes(request, outcomes);
    exchangeOf(request).fault = failureOf(outcomes);
    sendAnswer(request, response, answer);
  }
}
