import { EngineUnavailable } from '@annals/domain';
import { engineFaultOf, retryAfterSeconds } from './dynamo-faults.js';

/** What the SDK adds to the error of an answer. */
interface AnswerFields {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error ? (error as Error & AnswerFields).$metadata?.httpStatusCode : undefined;
}

/**
 * Whether S3 says that there is no object: not found, also because a delete marker hides it, or the version asked for is a delete marker.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export function saysAbsent(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== 405) return status === 404;
  return (error as AnswerFields).$response?.headers?.['x-amz-delete-marker'] === 'true';
}

/**
 * Whether S3 calls a look at a version invalid: the id is none that it can have made. It says no more than the status, so that this is
 * for looks that name a version.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 */
export function saysInvalid(error: unknown): boolean {
  return statusOf(error) === 400;
}

const permissions =
  'S3 answered 403: the role needs s3:ListBucket and s3:ListBucketVersions on the bucket (without the first S3 answers so for every object that is not there), ' +
  's3:GetObject and s3:GetObjectVersion on its objects, and kms:Decrypt where they are encrypted with a key of KMS';

/** Throws `EngineUnavailable` for an error of a call to S3, and any other error as it is. */
export function throwS3Fault(error: unknown): never {
  const fault = engineFaultOf(error);
  if (fault === undefined) throw error;
  const cause = statusOf(error) === 403 ? new Error(permissions, { cause: error }) : error;
  throw new EngineUnavailable('s3', retryAfterSeconds[fault], { cause });
}
