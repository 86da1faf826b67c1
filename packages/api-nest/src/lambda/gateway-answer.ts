import type { APIGatewayProxyResult, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { OutgoingHttpHeaders } from 'node:http';
import { problemJson, problemKinds, type ProblemCode } from '../http/problem.js';
import { isHttpApi, type GatewayRequest } from './gateway-request.js';

/** What API Gateway takes for an answer: of a REST API, or of an HTTP API. */
export type GatewayAnswer = APIGatewayProxyResult | APIGatewayProxyStructuredResultV2;

/** An answer as serverless-express gives it. */
export interface AnswerValues {
  readonly event: GatewayRequest;
  readonly statusCode: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
  readonly isBase64Encoded: boolean;
  /** Absent where the app gave no answer: something before it failed. */
  readonly response?: unknown;
}

/**
 * The most bytes that a function may return.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const maxEnvelopeBytes = 6 * 1024 * 1024;

/** What status and header fields take of it, amply. */
const envelopeBytes = 64 * 1024;

/**
 * Text over this many bytes is returned in base64, which adds a third. As it is, each quote, backslash and line end in it becomes two
 * bytes, so that a page of 4 MiB could double; this much text fits whatever is in it.
 */
const maxPlainBytes = 2 * 1024 * 1024;

/** Whether a body of this answer is returned in base64. */
export function isLarge(headers: OutgoingHttpHeaders): boolean {
  return Number(headers['content-length'] ?? 0) > maxPlainBytes;
}

/** Writes an answer in the form that the request's gateway expects. One that no function may return is a problem instead. */
export function writeGatewayAnswer(values: AnswerValues): GatewayAnswer {
  if (values.response === undefined) return problemAnswer(values.event, 'internal', 'The service could not answer.');
  if (values.body.length > maxEnvelopeBytes - envelopeBytes)
    return problemAnswer(
      values.event,
      'too-large',
      'The answer is larger than this service can send. What was recorded stays recorded; send or ask for less at once.',
    );
  return envelope(values);
}

function envelope({
  event,
  statusCode,
  headers,
  body,
  isBase64Encoded,
}: Omit<AnswerValues, 'response'>): GatewayAnswer {
  const fields = Object.entries(headers).map(([name, value]) => [name, [value].flat().map(String)] as const);
  if (isHttpApi(event))
    return {
      statusCode,
      headers: Object.fromEntries(fields.map(([name, values]) => [name, values.join(', ')])),
      body,
      isBase64Encoded,
    };
  return { statusCode, multiValueHeaders: Object.fromEntries(fields), body, isBase64Encoded };
}

function problemAnswer(event: GatewayRequest, code: ProblemCode, detail: string): GatewayAnswer {
  const { requestId } = event.requestContext;
  return envelope({
    event,
    statusCode: problemKinds[code].status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'x-request-id': requestId },
    body: problemJson(code, { detail }, { requestId }),
    isBase64Encoded: false,
  });
}
