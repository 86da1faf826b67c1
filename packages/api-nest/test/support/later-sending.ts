import { randomBytes } from 'node:crypto';
import type { GithubEvent } from './github-events.js';
import type { Sending } from './sending.js';

/** A request that asked for its events to be recorded later, in a trace of its own. */
export interface LaterRequest {
  readonly sending: Sending;
  readonly traceId: string;
  /** The client's span, which the request belongs to. */
  readonly spanId: string;
  /** What it was answered; absent where no answer came. */
  answer?: LaterAnswer;
}

/** What became of each event of a request, in order, and where to ask for it. */
export interface LaterAnswer {
  readonly status: number;
  readonly requestId: string;
  readonly results: readonly { readonly status: string; readonly submission: URL | undefined }[];
}

/** A request that is not sent yet. */
export function laterRequest(sending: Sending): LaterRequest {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { sending, traceId, spanId };
}

/** Sends it and keeps its answer; throws where none comes. */
export async function sendLater(url: string, request: LaterRequest): Promise<LaterAnswer> {
  const { path, headers, body } = request.sending;
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      ...headers,
      prefer: 'respond-async',
      traceparent: `00-${request.traceId}-${request.spanId}-01`,
    },
    body,
  });
  const answer = (await response.json()) as ResultBody & { readonly results?: readonly ResultBody[] };
  request.answer = {
    status: response.status,
    requestId: response.headers.get('x-request-id')!,
    results: (answer.results ?? [answer]).map(({ status, location }) => ({
      status,
      submission: location === undefined ? undefined : new URL(location, response.url),
    })),
  };
  return request.answer;
}

interface ResultBody {
  readonly status: string;
  readonly location?: string;
}

/** The events that a request was told to be queued, and where to ask for each. */
export function queuedBy({ sending, answer }: LaterRequest): (readonly [GithubEvent, URL])[] {
  const results = answer?.results ?? [];
  return sending.events.flatMap((event, index) =>
    results[index]?.status === 'queued' ? [[event, results[index].submission!] as const] : [],
  );
}

/** Sends requests by several clients at once, until none is left or `isOver`; what is cut short then has no answer. */
export async function sendAllLater(
  url: string,
  requests: readonly LaterRequest[],
  { clients, isOver = () => false, answered = () => {} }: SendingOptions,
): Promise<void> {
  const waiting = [...requests];
  const client = async (): Promise<void> => {
    for (let request = waiting.shift(); request !== undefined && !isOver(); request = waiting.shift()) {
      await sendLater(url, request).then(answered, (error: unknown) => {
        if (!isOver()) throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

interface SendingOptions {
  /** Requests under way at once. */
  readonly clients: number;
  readonly isOver?: () => boolean;
  /** Is told of each answer. */
  readonly answered?: () => void;
}
