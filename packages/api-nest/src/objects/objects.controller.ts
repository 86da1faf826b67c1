import type { CursorPage, ObjectState, Result } from '@annals/domain';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { appOptions, type AppOptions } from '../app-options.js';
import { Requires } from '../auth/declared-access.js';
import { jsonAnswer, sendAnswer } from '../http/answer.js';
import { answerList } from '../http/list-answer.js';
import { readListQuery } from '../http/list-query.js';
import { Problem } from '../http/problem.js';
import { readQuery } from '../http/query.js';
import { pageOf } from './list-page.js';
import { presentEntry, presentState } from './object-json.js';
import { objectFilters, readKey, readObjectQuery, requireBucket } from './object-query.js';
import { objectUseCases, type ObjectUseCases } from './use-cases.js';

/** The catalogue of objects: list, find, history. */
@Controller()
export class ObjectsController {
  constructor(
    @Inject(objectUseCases) private readonly useCases: ObjectUseCases,
    @Inject(appOptions) private readonly options: Pick<AppOptions, 'maxAnswerBytes'>,
  ) {}

  /** Lists the living objects by key, or all of them by their last change. */
  @Get('objects')
  @Requires('objects:read')
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = readListQuery(request.originalUrl, objectFilters);
    const wanted = readObjectQuery(query.filters);
    requireBucket(query.filters.bucket, this.useCases.bucket);
    const { maxAnswerBytes: maxBytes } = this.options;
    const read = (limit: number, cursor: string | undefined): Promise<Result<CursorPage<ObjectState>, string>> =>
      wanted.sort === 'key'
        ? this.useCases.listObjects(wanted.prefix, { limit, cursor })
        : this.useCases.listChanges(wanted.range, { limit, cursor });
    await answerList(request, response, {
      query,
      read: async (limit, cursor) => pageOf(await read(limit, cursor), presentState),
      maxBytes,
    });
  }

  /** Finds what is recorded of an object, also of one that was removed. */
  @Get('objects/record')
  @Requires('objects:read')
  async find(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { bucket, key } = readQuery(request.originalUrl, ['bucket', 'key']);
    const sought = readKey(key);
    requireBucket(bucket, this.useCases.bucket);
    const state = await this.useCases.findObject(sought);
    if (state === undefined) throw unknownKey();
    sendAnswer(request, response, jsonAnswer(200, presentState(state)));
  }

  /** Lists every change of an object. */
  @Get('objects/history')
  @Requires('objects:read')
  async history(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = readListQuery(request.originalUrl, ['bucket', 'key']);
    const key = readKey(query.filters.key);
    requireBucket(query.filters.bucket, this.useCases.bucket);
    const { maxAnswerBytes: maxBytes } = this.options;
    await answerList(request, response, {
      query,
      read: async (limit, cursor) => {
        const page = pageOf(await this.useCases.listHistory(key, { limit, cursor }), presentEntry);
        const isEmpty = cursor === undefined && page.items.length === 0 && page.nextCursor === undefined;
        // The list may lag behind the record, which is read consistently.
        if (isEmpty && (await this.useCases.findObject(key)) === undefined) throw unknownKey();
        return page;
      },
      maxBytes,
    });
  }
}

function unknownKey(): Problem {
  return new Problem('not-found', { detail: 'Nothing was ever recorded of an object with this key.' });
}
