import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { appOptions, type BaseOptions } from '../app-options.js';
import { Requires } from '../auth/declared-access.js';
import { answerList } from '../http/list-answer.js';
import { readListQuery } from '../http/list-query.js';
import { bucketUseCases, type BucketUseCases } from './bucket-use-cases.js';
import { pageOf } from './list-page.js';
import { presentListed } from './object-json.js';
import { readPrefix } from './object-query.js';

/** The bucket itself, as it is now. */
@Controller()
export class BucketController {
  constructor(
    @Inject(bucketUseCases) private readonly useCases: BucketUseCases,
    @Inject(appOptions) private readonly options: Pick<BaseOptions, 'maxAnswerBytes'>,
  ) {}

  /** Lists what is in the bucket, whatever the catalogue says. */
  @Get('bucket/objects')
  @Requires('objects:read')
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = readListQuery(request.originalUrl, ['prefix']);
    const prefix = readPrefix(query.filters.prefix);
    await answerList(request, response, {
      query,
      read: async (limit, cursor) => pageOf(await this.useCases.listBucket(prefix, { limit, cursor }), presentListed),
      maxBytes: this.options.maxAnswerBytes,
    });
  }
}
