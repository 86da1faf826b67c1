import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import type { Settings } from '../config.js';

/** What the gateway answers by itself, in the words of the app's own problems. */
export interface GatewayRefusal {
  readonly type: ResponseType;
  /** The last part of the problem's type. */
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Header fields beside the content type. */
  readonly headers?: Readonly<Record<string, string>>;
}

const unauthenticated = { code: 'unauthenticated', title: 'The caller is not known', status: 401 } as const;
const forbidden = { code: 'forbidden', title: 'The caller may not do this', status: 403 } as const;
const internal = { code: 'internal', title: 'The service failed', status: 500 } as const;
const badRequest = { code: 'bad-request', title: 'The request cannot be understood', status: 400 } as const;
const tooMany = { code: 'too-many-requests', title: 'Too many requests', status: 429 } as const;
const unavailable = { code: 'unavailable', title: 'An engine is unavailable', status: 503 } as const;

/** Seconds after which a caller that was refused for its number of requests may try again: the gateway counts by the second. */
const soon = { 'Retry-After': '1' };
const failed = 'The service could not answer.';
const unanswered =
  'The service did not answer in time. What was sent may be recorded all the same: sending it again is safe.';

/**
 * Every answer that a REST API gives by itself, by its kind. The last two stand for those that have no kind of their own, whatever their
 * status was.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function gatewayRefusals({ auth }: Settings): readonly GatewayRefusal[] {
  const challenge = { 'WWW-Authenticate': auth === 'iam' ? 'AWS4-HMAC-SHA256' : 'Bearer' };
  const missing = 'The request has no valid credentials.';
  return [
    { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, ...unauthenticated, detail: missing, headers: challenge },
    { type: ResponseType.UNAUTHORIZED, ...unauthenticated, detail: missing, headers: challenge },
    {
      type: ResponseType.EXPIRED_TOKEN,
      ...unauthenticated,
      detail: 'The credentials of the request have expired.',
      headers: challenge,
    },
    {
      type: ResponseType.INVALID_SIGNATURE,
      code: 'signature-refused',
      title: 'The request is not one that was signed',
      status: 403,
      detail: 'The signature is not that of this request.',
    },
    {
      type: ResponseType.ACCESS_DENIED,
      ...forbidden,
      detail: 'No policy allows the caller to do this, or one forbids it.',
    },
    { type: ResponseType.INVALID_API_KEY, ...forbidden, detail: 'The request needs a valid API key in X-Api-Key.' },
    { type: ResponseType.WAF_FILTERED, ...forbidden, detail: 'The firewall refused the request.' },
    { type: ResponseType.AUTHORIZER_FAILURE, ...internal, detail: 'It could not be found out who calls.' },
    { type: ResponseType.AUTHORIZER_CONFIGURATION_ERROR, ...internal, detail: 'It could not be found out who calls.' },
    { type: ResponseType.API_CONFIGURATION_ERROR, ...internal, detail: failed },
    { type: ResponseType.BAD_REQUEST_PARAMETERS, ...badRequest, detail: 'A parameter of the request is wrong.' },
    { type: ResponseType.BAD_REQUEST_BODY, ...badRequest, detail: 'The body of the request is wrong.' },
    {
      type: ResponseType.RESOURCE_NOT_FOUND,
      code: 'not-found',
      title: 'There is nothing here',
      status: 404,
      detail: 'There is nothing at this address.',
    },
    {
      type: ResponseType.REQUEST_TOO_LARGE,
      code: 'too-large',
      title: 'The request is too large',
      status: 413,
      detail: 'The request is larger than the gateway takes.',
    },
    {
      type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
      code: 'unsupported-media-type',
      title: 'The media type is not supported',
      status: 415,
      detail: 'The media type of the body is not supported.',
    },
    { type: ResponseType.THROTTLED, ...tooMany, detail: 'There are too many requests now.', headers: soon },
    { type: ResponseType.QUOTA_EXCEEDED, ...tooMany, detail: 'The API key has used up its quota.', headers: soon },
    { type: ResponseType.INTEGRATION_FAILURE, ...unavailable, detail: unanswered, headers: soon },
    { type: ResponseType.INTEGRATION_TIMEOUT, ...unavailable, detail: unanswered, headers: soon },
    { type: ResponseType.DEFAULT_4XX, ...badRequest, detail: 'The gateway refused the request.' },
    { type: ResponseType.DEFAULT_5XX, ...internal, detail: failed },
  ];
}

/**
 * Writes a refusal as `application/problem+json`, in the language of gateway responses. Without `instance`: the path is the caller's text, and
 * nothing here could escape it.
 */
export function refusalTemplate({ code, title, status, detail }: GatewayRefusal): string {
  return JSON.stringify({ type: `/problems/${code}`, title, status, detail, requestId: '$context.requestId' });
}
