import { DynamoDBServiceException, type AttributeValue, type BatchStatementError } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { EngineUnavailable } from '@annals/domain';

/** Refusals that pass: too much is asked at once. The SDK has retried them already. */
const throttles = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
]);

/** Node's errors for an engine that no request has reached. */
const unreached = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * What a failed call says of the engine.
 *
 * - `passing`: throttled, timed out, broken off or failed within; a write may have been made
 * - `unreachable`: no connection; nothing was written
 * - `refusing`: no such table, no permission, no credentials, a request that it calls invalid; nothing was written
 */
export type EngineFault = 'passing' | 'unreachable' | 'refusing';

/** Recognises the errors of a call to DynamoDB or S3; `undefined` for any other, which is a defect of our own and must be thrown on. */
export function engineFaultOf(error: unknown): EngineFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, code, $fault, $metadata } = error as Error & SdkErrorFields;
  if (throttles.has(name)) return 'passing';
  if (typeof code === 'string' && unreached.has(code)) return 'unreachable';
  if (name === 'CredentialsProviderError') return 'refusing';
  const status = $metadata?.httpStatusCode;
  if ($fault === 'server') return 'passing';
  if (status !== undefined) return faultOfStatus(status);
  if ($fault !== undefined) return 'refusing';
  if (name === 'TimeoutError' || isSystemError(code)) return 'passing';
  return undefined;
}

interface SdkErrorFields {
  readonly code?: unknown;
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Of an answer that the SDK could not read it tells the status alone: 200 is one that what was asked for may have been done. */
function faultOfStatus(status: number): EngineFault {
  return status < 300 || status === 429 || status >= 500 ? 'passing' : 'refusing';
}

/** A connection that broke: `ECONNRESET`, `EPIPE` and others, and those of TLS; not Node's own `ERR_INVALID_…`. */
function isSystemError(code: unknown): boolean {
  return (
    typeof code === 'string' && (!code.startsWith('ERR_') || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS'))
  );
}

/** How long a caller is told to wait, in seconds: what passes does so soon, what refuses waits for a person. */
export const retryAfterSeconds = { passing: 1, unreachable: 5, refusing: 30 } as const satisfies Record<
  EngineFault,
  number
>;

/** Throws `EngineUnavailable` for an error of a call to DynamoDB, and any other error as it is. */
export function throwEngineFault(error: unknown): never {
  const fault = engineFaultOf(error);
  if (fault === undefined) throw error;
  throw new EngineUnavailable('dynamodb', retryAfterSeconds[fault], { cause: error });
}

/**
 * The item that a conditional write met, where that is why it failed; `undefined` for any other error.
 * The document client leaves the item of an error as DynamoDB sent it.
 */
export function itemOfFailedCondition(error: unknown): Record<string, unknown> | undefined {
  if (!isConditionalCheckFailed(error)) return undefined;
  const { Item } = error as { readonly Item?: Record<string, AttributeValue> };
  return Item === undefined ? undefined : unmarshall(Item);
}

/** Whether a write was not made because of its condition. */
export function isConditionalCheckFailed(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/**
 * The error that a statement's failure would be if its request had held nothing else.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html
 */
export function errorOfStatement({ Code, Message }: BatchStatementError): DynamoDBServiceException {
  const $fault = Code === 'InternalServerError' ? 'server' : 'client';
  const name = (Code && exceptionsOfCodes[Code]) ?? `${Code ?? 'Unknown'}Exception`;
  return new DynamoDBServiceException({ name, message: Message ?? name, $fault, $metadata: {} });
}

/** Where an exception is not called as the code is, and `Exception`. */
const exceptionsOfCodes: Readonly<Record<string, string>> = {
  InternalServerError: 'InternalServerError',
  RequestLimitExceeded: 'RequestLimitExceeded',
  ThrottlingError: 'ThrottlingException',
  ValidationError: 'ValidationException',
};
