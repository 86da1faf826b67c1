import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Public } from '../auth/declared-access.js';
import { sendAnswer } from '../http/answer.js';
import { Problem } from '../http/problem.js';

/** Addresses are relative, so that a prefix in front of the path survives. */
const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Annals: the API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;

/** The files of Swagger UI that the page asks for. */
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/** Unlike every other answer this one is a page: it may run what this server has, and ask this server. Its styles are made by its scripts. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The description of the API, for people: Swagger UI, whose files are read when they are asked for. */
@Controller()
export class DocsController {
  /** The page. */
  @Get('docs')
  @Public()
  page(@Req() request: Request, @Res() response: Response): void {
    const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': pagePolicy };
    sendAnswer(request, response, { status: 200, headers, body: page });
  }

  /** What starts it. */
  @Get('docs/start.js')
  @Public()
  start(@Req() request: Request, @Res() response: Response): void {
    const headers = { 'Content-Type': 'text/javascript; charset=utf-8' };
    sendAnswer(request, response, { status: 200, headers, body: start });
  }

  /** A file of Swagger UI. */
  @Get('docs/:file')
  @Public()
  async asset(@Req() request: Request, @Res() response: Response, @Param('file') file: string): Promise<void> {
    const type = Object.hasOwn(assets, file) ? assets[file] : undefined;
    if (type === undefined) throw new Problem('not-found', { detail: 'No resource has this address.' });
    const path = createRequire(import.meta.url).resolve(`swagger-ui-dist/${file}`);
    const headers = { 'Content-Type': type };
    sendAnswer(request, response, { status: 200, headers, body: await readFile(path, 'utf8') });
  }
}
