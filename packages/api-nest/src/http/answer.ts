import type { Request, Response } from 'express';
import { hasUnreadBody, lingerForBody } from './unread-body.js';

/** A whole answer, ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What every answer of the API carries: nothing in it is a page, and nothing may be kept without asking again. */
const commonHeaders = Object.entries({
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Permitted-Cross-Domain-Policies': 'none',
});

/** Sets an answer's status and header fields; what it varies by is added to what it varies by already. */
export function startAnswer(response: Response, { status, headers }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of commonHeaders) response.setHeader(name, value);
  if (headers === undefined) return;
  for (const [name, value] of Object.entries(headers))
    if (name === 'Vary' && response.hasHeader(name)) response.vary(value);
    else response.setHeader(name, value);
}

/** Sends an answer. To HEAD Node sends the header alone, `Content-Length` included. */
export function sendAnswer(request: Request, response: Response, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  startAnswer(response, answer);
  const { body } = answer;
  if (body !== undefined) response.setHeader('Content-Length', Buffer.byteLength(body));
  if (hasUnreadBody(request)) lingerForBody(request, response, body);
  else response.end(body);
}

/** An answer of JSON that is text already. */
export function jsonAnswer(status: number, body: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, body };
}
