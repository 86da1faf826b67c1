import type { Request, Response } from 'express';
import { Socket } from 'node:net';
import { exchangeOf } from './exchange.js';
import { hasUnreadBody, lingerForBody } from './unread-body.js';

/** A whole answer, ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What every answer of the API carries: nothing in it is a page, and nothing may be kept without asking again. */
const commonHeaders = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Permitted-Cross-Domain-Policies': 'none',
} as const;

const commonFields = Object.entries(commonHeaders);

/** Sets an answer's status and header fields; what it varies by is added to what it varies by already. */
export function startAnswer(response: Response, { status, headers }: Answer): void {
  response.statusCode = status;
  response.setHeader('X-Request-Id', exchangeOf(response.req).id);
  for (const [name, value] of commonFields) response.setHeader(name, value);
  if (headers === undefined) return;
  for (const [name, value] of Object.entries(headers))
    if (name === 'Vary' && response.hasHeader(name)) response.vary(value);
    else response.setHeader(name, value);
}

/** Sends an answer. To HEAD Node sends the header alone, `Content-Length` included. */
export function sendAnswer(request: Request, response: Response, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const lingers = hasUnreadBody(request);
  if (!lingers && takesHeaderAtOnce(response)) {
    writeAnswer(response, answer);
    return;
  }
  startAnswer(response, answer);
  const { body } = answer;
  if (body !== undefined) response.setHeader('Content-Length', Buffer.byteLength(body));
  if (lingers) lingerForBody(request, response, body);
  else response.end(body);
}

/** Whether nobody has set a field yet, and nobody asks for one afterwards: serverless-express reads them from the response. */
function takesHeaderAtOnce(response: Response): boolean {
  return response.socket instanceof Socket && response.getHeaderNames().length === 0;
}

/** Writes header and body in one go: Node keeps a record of each field that is set one by one. */
function writeAnswer(response: Response, { status, headers, body }: Answer): void {
  const fields: Record<string, string | number> = {
    'X-Request-Id': exchangeOf(response.req).id,
    ...commonHeaders,
    ...headers,
  };
  const bytes = body === undefined ? undefined : Buffer.byteLength(body);
  if (bytes !== undefined) fields['Content-Length'] = bytes;
  // A text of as many bytes as characters is ASCII, which Node writes faster where it is told.
  response.writeHead(status, fields).end(body, bytes === body?.length ? 'latin1' : 'utf8');
}

/** An answer of JSON that is text already. */
export function jsonAnswer(status: number, body: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, body };
}
