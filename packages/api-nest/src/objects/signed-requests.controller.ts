import { Controller, Get, Inject, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../auth/declared-access.js';
import { sendAnswer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { ServedBucket, SignedWish } from './served-bucket.js';
import { sendDownload } from './signed-download.js';
import { takeUpload } from './signed-upload.js';

/** The token that the bucket is injected by. */
export const servedBucket = Symbol('servedBucket');

/** The store's own part, where this server plays it: what signed requests ask for. Public, since the address itself is the credential. */
@Controller()
export class SignedRequestsController {
  constructor(@Inject(servedBucket) private readonly bucket: ServedBucket) {}

  /** Stores an object, held to the terms that were signed. */
  @Put('bucket/object')
  @Public()
  async upload(@Req() request: Request, @Res() response: Response): Promise<void> {
    const wish = this.#verified('PUT', request);
    sendAnswer(request, response, await takeUpload(request, response, wish.terms, this.bucket));
  }

  /** Sends an object, or a range of it. */
  @Get('bucket/object')
  @Public()
  async download(@Req() request: Request, @Res() response: Response): Promise<void> {
    const object = await this.bucket.openDownload(this.#verified('GET', request).key);
    if (object === undefined) throw new Problem('not-found', { detail: 'The bucket has no object of this key.' });
    try {
      await sendDownload(request, response, object);
    } finally {
      await object.close();
    }
  }

  /** HEAD is signed as the GET that it mirrors. */
  #verified<Method extends SignedWish['method']>(
    method: Method,
    { originalUrl }: Request,
  ): Extract<SignedWish, { method: Method }> {
    const query = originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?')) : '';
    const verified = this.bucket.verify(method, new URLSearchParams(query));
    if (verified.ok) return verified.value as Extract<SignedWish, { method: Method }>;
    const reason = verified.error === 'expired' ? 'Its time is over.' : 'It is not a request that was signed here.';
    throw new Problem('signature-refused', { detail: `${reason} Ask for a new one.` });
  }
}
