import {
  EngineUnavailable,
  processQueuedEvent,
  reasonOf,
  type MessageVerdict,
  type ProcessQueuedEventDependencies,
  type ReceivedMessage,
} from '@annals/domain';
import type { EventWorkerOptions } from './event-worker.js';

/** A message that is to be received again. */
interface Retry {
  readonly message: ReceivedMessage;
  readonly cause: unknown;
}

type Outcome = Extract<MessageVerdict, { code: 'done' }>['outcome'];

/** How long a message stays away after its first failure, and at most, in milliseconds. */
const firstDelayMs = 2_000;
const longestDelayMs = 15 * 60 * 1000;

/** Five times as long after each failure: five deliveries span five minutes. */
function delayMs({ receiveCount }: ReceivedMessage): number {
  return Math.min(firstDelayMs * 5 ** (receiveCount - 1), longestDelayMs);
}

/** What becomes of the messages of one call: processed one by one, settled and logged together. */
export class HandledBatch {
  readonly #retries: Retry[] = [];
  readonly #done: ReceivedMessage[] = [];
  readonly #poison: { readonly message: ReceivedMessage; readonly reason: string }[] = [];
  readonly #counts = { recorded: 0, replayed: 0, conflict: 0, expired: 0 };
  #processed = 0;
  readonly #startedMs = performance.now();
  readonly #processing: ProcessQueuedEventDependencies;

  constructor(private readonly options: EventWorkerOptions) {
    this.#processing = { ...options, queueName: options.queue.name };
  }

  /** Whether the engine was unavailable for every message. */
  get foundEngineAway(): boolean {
    return (
      this.#retries.length === this.#processed && this.#retries.every(({ cause }) => cause instanceof EngineUnavailable)
    );
  }

  /** Processes one message. Never throws. */
  async process(message: ReceivedMessage): Promise<void> {
    const verdict = await processQueuedEvent(message, this.#processing);
    this.#processed++;
    switch (verdict.code) {
      case 'done':
        this.#done.push(message);
        this.#note(message, verdict.outcome);
        return;
      case 'retry':
        this.#retries.push({ message, cause: verdict.cause });
        return;
      case 'poison':
        this.#poison.push({ message, reason: verdict.reason });
        return;
      default:
        return verdict satisfies never;
    }
  }

  /** Tells the queue, and the log. Never throws: what the queue was not told of comes back by itself. */
  async settle(): Promise<void> {
    const { queue, logger } = this.options;
    const told = await Promise.allSettled([
      this.#delete(),
      ...this.#retries.map((retry) => this.#release(retry)),
      ...this.#poison.map(({ message, reason }) => queue.bury(message, reason)),
    ]);
    this.#logFaults(told);
    const durationMs = Math.round(performance.now() - this.#startedMs);
    const counts = { ...this.#counts, retried: this.#retries.length, poison: this.#poison.length };
    logger.info({ queue: queue.name, ...counts, durationMs }, 'queued events');
  }

  #logFaults(told: readonly PromiseSettledResult<void>[]): void {
    const { queue, logger } = this.options;
    for (const { message, reason } of this.#poison)
      logger.error({ queue: queue.name, messageId: message.messageId, reason }, 'a message holds no event');
    const [firstRetry] = this.#retries;
    if (firstRetry !== undefined)
      logger.error({ err: firstRetry.cause, queue: queue.name, ...this.#retried() }, 'queued events failed');
    for (const outcome of told)
      if (outcome.status === 'rejected')
        logger.error(
          { err: outcome.reason as unknown, queue: queue.name },
          'the queue could not be told; messages come back',
        );
  }

  /** SQS would give it up without a reason after its last delivery. */
  #release({ message, cause }: Retry): Promise<void> {
    const { queue } = this.options;
    return message.receiveCount < queue.maxReceives
      ? queue.release(message, delayMs(message), reasonOf(cause))
      : queue.bury(message, reasonOf(cause));
  }

  #retried(): object {
    return {
      messageIds: this.#retries.map(({ message }) => message.messageId),
      receiveCounts: this.#retries.map(({ message }) => message.receiveCount),
    };
  }

  async #delete(): Promise<void> {
    if (this.#done.length === 0) return;
    const outcomes = await this.options.queue.delete(this.#done.map(({ receipt }) => receipt));
    const failure = outcomes.find((outcome) => outcome.code === 'failed');
    if (failure !== undefined) throw new Error('a message could not be deleted', { cause: failure.cause });
  }

  #note({ messageId, traceparent }: ReceivedMessage, outcome: Outcome): void {
    const { queue, logger } = this.options;
    this.#counts[outcome.code]++;
    const { id, source, digest } = outcome.event;
    const traceId = traceparent?.split('-')[1];
    const line = { queue: queue.name, messageId, traceId, source, id };
    if (outcome.code === 'conflict')
      logger.warn(
        { ...line, digest, storedDigest: outcome.stored.digest },
        'a queued event is in conflict with the stored one',
      );
    else logger.debug({ ...line, outcome: outcome.code }, 'a queued event');
  }
}
