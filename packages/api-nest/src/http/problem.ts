import type { EventFault } from '@annals/domain';

/**
 * Every kind of problem that an answer can report: its status, and the title that all problems of the kind share.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export const problemKinds = {
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  'malformed-body': { status: 400, title: 'The body cannot be read' },
  'bad-parameter': { status: 400, title: 'A query parameter is wrong' },
  'wrong-checksum': { status: 400, title: 'The content is not the one that was announced' },
  unauthenticated: { status: 401, title: 'The caller is not known' },
  forbidden: { status: 403, title: 'The caller may not do this' },
  'signature-refused': { status: 403, title: 'The request is not one that was signed' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'Another event has this source and id' },
  'length-required': { status: 411, title: 'The length of the body is missing' },
  'precondition-failed': { status: 412, title: 'The resource is not the one that was named' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  'range-not-satisfiable': { status: 416, title: 'The range is outside of the object' },
  'invalid-event': { status: 422, title: 'The event is invalid' },
  'invalid-body': { status: 422, title: 'The body is invalid' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The header is too large' },
  internal: { status: 500, title: 'The service failed' },
  unavailable: { status: 503, title: 'An engine is unavailable' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

/** A kind of problem; `/problems/<code>` is its type. */
export type ProblemCode = keyof typeof problemKinds;

/** What a problem says beside its kind. */
export interface ProblemDetails {
  /** A sentence for people; it never repeats what was sent. */
  readonly detail: string;
  /** The query parameter at fault. */
  readonly parameter?: string;
  /** What is wrong with the body, and where. */
  readonly errors?: readonly EventFault[];
  /** Members that only this kind of problem has. */
  readonly members?: Readonly<Record<string, string>>;
  /** Header fields of the answer, `Retry-After` say. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log; it is never sent. */
  readonly cause?: unknown;
}

/** Ends a request with a problem; the filter presents it. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    readonly details: ProblemDetails,
  ) {
    super(details.detail, { cause: details.cause });
  }
}

/** Writes a problem as `application/problem+json`. `instance` is the request's path, without its query: that may hold secrets. */
export function problemJson(
  code: ProblemCode,
  { detail, parameter, errors, members }: ProblemDetails,
  request: { readonly instance?: string; readonly requestId: string },
): string {
  const { status, title } = problemKinds[code];
  return JSON.stringify({
    type: `/problems/${code}`,
    title,
    status,
    detail,
    instance: request.instance,
    requestId: request.requestId,
    parameter,
    errors: errors?.map(({ pointer, detail: fault }) => ({ pointer, detail: fault })),
    ...members,
  });
}
