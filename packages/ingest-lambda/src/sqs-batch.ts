import { isObject } from './reading.js';

/**
 * Which messages of a batch SQS is to deliver again; all others are deleted.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** The messages of an invocation by SQS, which says so in each of them; `undefined` for any other. */
export function batchRecords(invocation: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  if (!isObject(invocation) || !Array.isArray(invocation['Records'])) return undefined;
  const records = invocation['Records'] as readonly unknown[];
  const [first] = records;
  return isObject(first) && first['eventSource'] === 'aws:sqs'
    ? (records as readonly Readonly<Record<string, unknown>>[])
    : undefined;
}
