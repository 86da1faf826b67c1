import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../auth/declared-access.js';
import { jsonAnswer, sendAnswer } from '../http/answer.js';

/** The description of the API, for programs. */
@Controller()
export class OpenApiController {
  #text: string | undefined;

  /** The committed document, which `npm run openapi` makes from the code; it is loaded when it is first asked for. */
  @Get('openapi.json')
  @Public()
  async document(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.#text ??= JSON.stringify((await import('./openapi.json', { with: { type: 'json' } })).default);
    sendAnswer(request, response, jsonAnswer(200, this.#text));
  }
}
