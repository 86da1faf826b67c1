import {
  mapConcurrently,
  processQueuedEvent,
  reasonOf,
  type Clock,
  type EventRepository,
  type MessageVerdict,
  type ReceivedMessage,
  type Sha256,
  type Telemetry,
} from '@annals/domain';
import { workingTime, type InvocationContext } from './invocation-context.js';
import type { Logger } from './logger.js';
import { batchRecords, type BatchAnswer } from './sqs-batch.js';

/** What handling queued events needs. */
export interface QueuedEventsDependencies {
  /** Reads a record of an invocation as the message that was sent. */
  readonly readRecord: (record: Readonly<Record<string, unknown>>) => ReceivedMessage;
  readonly repository: Pick<EventRepository, 'append'>;
  /** Puts a message among the dead letters, with its reason; its queue still has it. Without it SQS does so alone. */
  readonly addDeadLetter?: (message: ReceivedMessage, reason: string) => Promise<void>;
  /** How often the queue hands out a message, as its redrive policy says. */
  readonly maxReceives: number;
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
}

type Outcome = Extract<MessageVerdict, { code: 'done' }>['outcome'];
type Conflict = Extract<Outcome, { code: 'conflict' }>;

/** What became of a message: `failed` is delivered again, everything else is deleted. */
type Fate = Outcome['code'] | 'buried' | 'failed';

/** The queue that the messages come from, as metrics and spans call it. */
const queueName = 'events';

/** How many messages are worked on at once: more than a batch has by default. */
const concurrentMessages = 32;

/**
 * Makes a handler that records the events of messages. A message that fails comes back alone; what can never succeed, and what failed
 * for the last time, goes to the dead letters with its reason, or without one by SQS itself where no dead-letter queue is named.
 * Throws where it was not invoked by SQS.
 */
export function createQueuedEventsHandler(
  dependencies: QueuedEventsDependencies,
): (invocation: unknown, context: InvocationContext) => Promise<BatchAnswer> {
  const { logger } = dependencies;
  return async (invocation, context) => {
    const startedMs = performance.now();
    const records = batchRecords(invocation);
    if (records === undefined) throw new Error('This function takes messages of SQS, and nothing else.');
    const messages = records.map(dependencies.readRecord);
    const timeLeftMs = workingTime(context);
    const requestId = context.awsRequestId;
    const fates = await mapConcurrently(messages, concurrentMessages, (message) =>
      new HandledMessage(message, requestId, dependencies).handle(timeLeftMs),
    );
    const durationMs = Math.round(performance.now() - startedMs);
    const counts = countsOf(fates);
    logger.info('queued events', { requestId, messages: messages.length, ...counts, durationMs });
    countMessages(messages.length, counts, dependencies.telemetry);
    const failed = messages.filter((_, index) => fates[index] === 'failed');
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

function countsOf(fates: readonly Fate[]): Record<Fate, number> {
  const counts = { recorded: 0, replayed: 0, conflict: 0, expired: 0, buried: 0, failed: 0 };
  for (const fate of fates) counts[fate]++;
  return counts;
}

/** Counts what the queue handed out, and what it does with the messages once it is answered. */
function countMessages(received: number, { failed, buried }: Record<Fate, number>, telemetry: Telemetry): void {
  const outcomes = { received, released: failed, dead: buried, deleted: received - failed - buried };
  for (const [outcome, by] of Object.entries(outcomes))
    if (by > 0) telemetry.count('annals_queue_messages_total', { queue: queueName, outcome }, by);
}

/** One message in the hands of one invocation. */
class HandledMessage {
  constructor(
    private readonly message: ReceivedMessage,
    private readonly requestId: string,
    private readonly dependencies: QueuedEventsDependencies,
  ) {}

  /** Records its event, or finds out where it belongs. Never throws. */
  async handle(timeLeftMs: () => number): Promise<Fate> {
    if (timeLeftMs() <= 0) return this.#fail('no time was left for it');
    const verdict = await processQueuedEvent(this.message, { ...this.dependencies, queueName, queueSystem: 'aws_sqs' });
    switch (verdict.code) {
      case 'done':
        if (verdict.outcome.code === 'conflict') this.#logConflict(verdict.outcome);
        return verdict.outcome.code;
      case 'retry': {
        const isLast = this.message.receiveCount >= this.dependencies.maxReceives;
        return isLast ? this.#bury(reasonOf(verdict.cause)) : this.#fail(reasonOf(verdict.cause));
      }
      case 'poison':
        return this.#bury(verdict.reason);
      default:
        return verdict satisfies never;
    }
  }

  async #bury(reason: string): Promise<Fate> {
    const { addDeadLetter } = this.dependencies;
    if (addDeadLetter === undefined) return this.#fail(reason);
    try {
      await addDeadLetter(this.message, reason);
    } catch (error) {
      return this.#fail(`${reason}; and it could not be put among the dead letters: ${reasonOf(error)}`);
    }
    this.dependencies.logger.error('a message was given up', { ...this.#ids(), reason });
    return 'buried';
  }

  #fail(reason: string): Fate {
    this.dependencies.logger.error('a message failed', { ...this.#ids(), reason });
    return 'failed';
  }

  #logConflict({ event, stored }: Conflict): void {
    const { id, source, digest } = event;
    const fields = { ...this.#ids(), source, id, digest, storedDigest: stored.digest };
    this.dependencies.logger.warn('a queued event is in conflict with the stored one', fields);
  }

  #ids() {
    const { messageId, receiveCount, traceparent } = this.message;
    return { requestId: this.requestId, messageId, receiveCount, traceId: traceparent?.split('-')[1] };
  }
}
