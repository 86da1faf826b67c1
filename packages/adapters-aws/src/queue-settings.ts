import { err, ok, type Result } from '@annals/domain';
import { readEngineLocation, type EngineLocation } from './engine-location.js';

/** Which queues, and where. An address is a URL that ends in an account and a name. */
export interface QueueSettings extends EngineLocation {
  /** What was accepted and is not recorded yet. */
  readonly eventQueueUrl?: string;
  /** Its dead letters; where absent, its redrive policy says. */
  readonly eventDeadLetterQueueUrl?: string;
  /** What the sample workload sends and receives. */
  readonly sampleQueueUrl?: string;
}

const variables = {
  eventQueueUrl: 'EVENT_QUEUE_URL',
  eventDeadLetterQueueUrl: 'EVENT_DEAD_LETTER_QUEUE_URL',
  sampleQueueUrl: 'SAMPLE_QUEUE_URL',
} as const;

/** A queue that settings may name. */
export type QueueSetting = keyof typeof variables;

/**
 * Reads `EVENT_QUEUE_URL`, `EVENT_DEAD_LETTER_QUEUE_URL`, `SAMPLE_QUEUE_URL`, `AWS_REGION` and `SQS_ENDPOINT`; an empty variable is an
 * absent one. Fails with a sentence for each fault.
 *
 * @param environment the process's variables
 * @param required the queues without which it fails
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
 */
export function readQueueSettings<R extends QueueSetting>(
  environment: Readonly<Record<string, string | undefined>>,
  required: readonly R[],
): Result<QueueSettings & Readonly<Record<R, string>>, readonly string[]> {
  const faults: string[] = [];
  const urls: Partial<Record<QueueSetting, string>> = {};
  for (const [setting, variable] of Object.entries(variables) as [QueueSetting, string][]) {
    const url = environment[variable] || undefined;
    if (url !== undefined) urls[setting] = url;
    if (url === undefined && required.includes(setting as R))
      faults.push(`${variable} is required: the address of the SQS queue`);
    if (url !== undefined && !isQueueUrl(url))
      faults.push(
        `${variable} must be the address of an SQS queue, such as https://sqs.eu-central-1.amazonaws.com/123456789012/annals`,
      );
  }
  const location = readEngineLocation(environment, {
    endpointVariable: 'SQS_ENDPOINT',
    example: 'http://127.0.0.1:4566',
  });
  if (!location.ok) return err([...faults, ...location.error]);
  if (faults.length > 0) return err(faults);
  return ok({ ...urls, ...location.value } as QueueSettings & Record<R, string>);
}

function isQueueUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && /^https?:$/.test(url.protocol) && /^\/[^/]+\/[A-Za-z0-9_-]{1,80}(?:\.fifo)?$/.test(url.pathname)
  );
}
