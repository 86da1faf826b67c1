import type { ApplyObjectChangeDependencies, ObjectStore } from '@annals/domain';
import { applyReadings, type MessageOutcome } from './apply-readings.js';
import { workingTime, type InvocationContext } from './invocation-context.js';
import type { Logger } from './logger.js';
import { NotificationFailed, type Tally } from './notification-failed.js';
import { readMessage, readNotification } from './read-notification.js';
import type { Reading } from './reading.js';
import { batchRecords, type BatchAnswer } from './sqs-batch.js';

/** What handling notifications needs. */
export interface NotificationDependencies extends ApplyObjectChangeDependencies {
  readonly store: Pick<ObjectStore, 'bucket' | 'head' | 'findRemoval'>;
  readonly logger: Logger;
}

/** Answers an invocation by SQS with a `BatchAnswer`, and any other with a `Tally`. */
export type NotificationHandler = (invocation: unknown, context: InvocationContext) => Promise<Tally | BatchAnswer>;

/** A message of SQS, or the invocation itself where nothing wraps the notification. */
interface Message {
  /** Absent where the invocation is the message. */
  readonly id?: string;
  readonly readings: readonly Reading[];
}

/**
 * Makes a handler for notifications of one bucket: directly from S3, in EventBridge's form, or as messages of SQS.
 *
 * A record that fails makes its message come back; of an invocation without messages it makes the whole fail with `NotificationFailed`,
 * once all other records are recorded, so that Lambda invokes again. Both are safe: a change that is there already is a duplicate.
 */
export function createNotificationHandler(dependencies: NotificationDependencies): NotificationHandler {
  const { store, logger } = dependencies;
  return async (invocation, context) => {
    const startedMs = performance.now();
    const messages = messagesOf(invocation, store.bucket);
    const readings = messages.map((message) => message.readings);
    const outcomes = await applyReadings(readings, dependencies, workingTime(context));
    const requestId = context.awsRequestId;
    for (const [index, { failures }] of outcomes.entries())
      for (const reason of failures)
        logger.error('a record failed', { requestId, messageId: messages[index]!.id, reason });
    const tally = total(outcomes);
    const failures = outcomes.flatMap((outcome) => outcome.failures);
    const durationMs = Math.round(performance.now() - startedMs);
    const counts = { messages: messages.length, ...tally, failed: failures.length };
    logger.info('notifications handled', { requestId, ...counts, durationMs });
    if (batchRecords(invocation) !== undefined) return { batchItemFailures: failedMessages(messages, outcomes) };
    if (failures.length > 0) throw new NotificationFailed(tally, failures);
    return tally;
  };
}

function messagesOf(invocation: unknown, bucket: string): readonly Message[] {
  const records = batchRecords(invocation);
  if (records === undefined) return [{ readings: readNotification(invocation, bucket) }];
  return records.map(({ messageId, body }) => ({
    id: String(messageId),
    readings: readMessage(String(body), bucket),
  }));
}

function failedMessages(
  messages: readonly Message[],
  outcomes: readonly MessageOutcome[],
): { itemIdentifier: string }[] {
  return messages.filter((_, index) => outcomes[index]!.failures.length > 0).map(({ id }) => ({ itemIdentifier: id! }));
}

function total(outcomes: readonly MessageOutcome[]): Tally {
  const sum = (name: keyof Tally): number => outcomes.reduce((count, outcome) => count + outcome[name], 0);
  return { processed: sum('processed'), ignored: sum('ignored'), duplicates: sum('duplicates') };
}
