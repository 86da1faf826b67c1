import { EngineUnavailable } from '@annals/domain';
import { engineFaultOf, retryAfterSeconds, type EngineFault } from './dynamo-faults.js';

/** Refusals that pass, beside those that SQS shares with DynamoDB: too much is asked at once, of it or of KMS, or too much is in flight. */
const passing = new Set(['RequestThrottled', 'KmsThrottled', 'OverLimit']);

/** What SQS says of a receipt that is no longer good. */
const stale = new Set([
  'MessageNotInflight',
  'ReceiptHandleIsInvalid',
  'InvalidParameterValue',
  'InvalidParameterValueException',
]);

/** An error of a call to SQS as `EngineUnavailable`; any other, which is a defect of our own, is thrown as it is. */
export function sqsFault(error: unknown): EngineUnavailable {
  const fault: EngineFault | undefined =
    error instanceof Error && passing.has(error.name) ? 'passing' : engineFaultOf(error);
  if (fault === undefined) throw error;
  return new EngineUnavailable('sqs', retryAfterSeconds[fault], { cause: error });
}

/** Throws `EngineUnavailable` for an error of a call to SQS, and any other error as it is. */
export function throwSqsFault(error: unknown): never {
  throw sqsFault(error);
}

/** Whether SQS refuses to change a message because it is out on no delivery, or on another. */
export function saysStale(error: unknown): boolean {
  return error instanceof Error && stale.has(error.name);
}
