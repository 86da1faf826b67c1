import { parseUploadTerms, type SignedRequest } from '@annals/domain';
import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Requires } from '../auth/declared-access.js';
import { jsonAnswer, sendAnswer, type Answer } from '../http/answer.js';
import { originOf } from '../http/origin.js';
import { Problem } from '../http/problem.js';
import { readQuery } from '../http/query.js';
import { readMembers, understood } from '../http/read-json.js';
import { parseDownload } from './body-members.js';
import { objectUseCases, type ObjectUseCases } from './use-cases.js';

/** Uploads and downloads: requests signed for whoever asks, to be made to the store. */
@Controller()
export class TransfersController {
  constructor(@Inject(objectUseCases) private readonly useCases: ObjectUseCases) {}

  /** Signs an upload, held to the terms of the request. */
  @Post('objects/uploads')
  @Requires('objects:write')
  async signUpload(@Req() request: Request, @Res() response: Response): Promise<void> {
    readQuery(request.originalUrl, []);
    const terms = understood(parseUploadTerms(await readMembers(request, response)));
    sendAnswer(request, response, signedAnswer(request, await this.useCases.signUpload(terms)));
  }

  /** Signs a download of what is in the bucket. */
  @Post('objects/downloads')
  @Requires('objects:read')
  async signDownload(@Req() request: Request, @Res() response: Response): Promise<void> {
    readQuery(request.originalUrl, []);
    const { key, versionId } = understood(parseDownload(await readMembers(request, response)));
    const signed = await this.useCases.signDownload(key, versionId);
    if (signed === undefined)
      throw new Problem('not-found', { detail: 'The bucket has no object of this key and version.' });
    sendAnswer(request, response, signedAnswer(request, signed));
  }
}

/** Whoever holds a signed address can use it, so that no cache may keep it. */
function signedAnswer(request: Request, { url, method, headers, expiresAt }: SignedRequest): Answer {
  const address = url.startsWith('/') ? `${originOf(request)}${url}` : url;
  return jsonAnswer(201, JSON.stringify({ url: address, method, headers, expiresAt }), { 'Cache-Control': 'no-store' });
}
