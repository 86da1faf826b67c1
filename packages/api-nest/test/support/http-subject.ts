import type { IncomingHttpHeaders } from 'node:http';

/** An answer, whole. */
export interface SentAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a request carries. */
export interface SentRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Sends one request, exactly as it is given, and takes its whole answer. */
export type Send = (method: string, path: string, request?: SentRequest) => Promise<SentAnswer>;

/** An API with an empty engine under it. */
export interface HttpSubject {
  readonly send: Send;
  close(): Promise<void>;
}

/** An API with empty queues too, which nobody works on by itself. */
export interface QueuedSubject extends HttpSubject {
  /** Records what is queued; returns once all of it is. */
  settle(): Promise<void>;
}

/** Opens APIs to run the contract against. Every subject's clock stands still at `newYear2026Micros`. */
export interface HttpHarness {
  /** What carries the requests: API Gateway decodes parts of them, so that some of what a client sends cannot reach the app. */
  readonly transport: 'socket' | 'rest-api' | 'http-api';
  open(): Promise<QueuedSubject>;
}

/** Sends a value as JSON. */
export function postJson(
  send: Send,
  path: string,
  value: unknown,
  headers: Record<string, string> = {},
): Promise<SentAnswer> {
  return send('POST', path, {
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });
}

/** The JSON of an answer. */
export function json(answer: SentAnswer): unknown {
  return JSON.parse(answer.body);
}

/** The members of an answer that is a problem. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly requestId: string;
  readonly parameter?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly [member: string]: unknown;
}

/** The problem of an answer; throws where it is none. */
export function problem(answer: SentAnswer): ProblemBody {
  if (!answer.headers['content-type']?.startsWith('application/problem+json'))
    throw new Error(`no problem, but ${answer.status} ${answer.headers['content-type']}: ${answer.body}`);
  return JSON.parse(answer.body) as ProblemBody;
}
