import {
  err,
  noTelemetry,
  ok,
  type EventRepository,
  type ReceivedMessage,
  type Result,
  type Telemetry,
} from '@annals/domain';
import { createDynamoClient } from './dynamo-client.js';
import { DynamoEventRepository } from './dynamo-event-repository.js';
import { readDynamoSettings } from './dynamo-settings.js';
import { instrumentClient } from './instrument-client.js';
import { readQueueSettings } from './queue-settings.js';
import { createSqsClient } from './sqs-client.js';
import { addDeadLetter } from './sqs-dead-letters.js';

/** What records events that somebody else takes from their queue. */
export interface QueuedEventEngine {
  readonly repository: EventRepository;
  /** Puts a message among the dead letters, with its reason; its queue still has it. Absent where no dead-letter queue is named. */
  readonly addDeadLetter?: (message: ReceivedMessage, reason: string) => Promise<void>;
  /** Connects to the table before there is an event to record; returns at once. */
  warmUp(): void;
  /** Ends its connections. A function of Lambda keeps them for as long as it lives. */
  close(): void;
}

/**
 * Makes an engine of the variables `TABLE_NAME`, `AWS_REGION`, `DYNAMODB_ENDPOINT` and, where dead letters are to have reasons,
 * `EVENT_DEAD_LETTER_QUEUE_URL` and `SQS_ENDPOINT`; nothing is connected yet. Fails with a sentence for each fault.
 *
 * @param environment the process's variables
 * @param telemetry is told of every call
 */
export function createQueuedEventEngine(
  environment: Readonly<Record<string, string | undefined>>,
  telemetry: Telemetry = noTelemetry,
): Result<QueuedEventEngine, readonly string[]> {
  const table = readDynamoSettings(environment);
  const hasQueue = Boolean(environment['EVENT_DEAD_LETTER_QUEUE_URL']);
  const queue = hasQueue ? readQueueSettings(environment, ['eventDeadLetterQueueUrl']) : ok(undefined);
  if (!table.ok || !queue.ok)
    return err([...new Set([...(table.ok ? [] : table.error), ...(queue.ok ? [] : queue.error)])]);
  const client = instrumentClient(createDynamoClient(table.value), 'dynamodb', telemetry);
  const sqs = queue.value && {
    url: queue.value.eventDeadLetterQueueUrl,
    client: instrumentClient(createSqsClient(queue.value), 'sqs', telemetry),
  };
  const repository = new DynamoEventRepository({
    client,
    tableName: table.value.tableName,
    batches: table.value.batches,
  });
  return ok({
    repository,
    warmUp: () => repository.warmUp(),
    ...(sqs && { addDeadLetter: (message, reason) => addDeadLetter(sqs.client, sqs.url, message, reason) }),
    close: () => {
      client.destroy();
      sqs?.client.destroy();
    },
  });
}
