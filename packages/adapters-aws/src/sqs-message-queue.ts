import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchResultEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import {
  defaultMaxReceives,
  EngineUnavailable,
  mapConcurrently,
  sendableMessages,
  type DeadLetters,
  type DeleteOutcome,
  type MessageQueue,
  type OutgoingMessage,
  type QueueFigures,
  type ReceivedMessage,
  type ReceiveRequest,
  type SendOutcome,
} from '@annals/domain';
import { cutBatches, sendBatch, type EntryOutcome } from './sqs-batch.js';
import { waitingFor } from './sqs-client.js';
import { SqsDeadLetters } from './sqs-dead-letters.js';
import { saysStale, sqsFault, throwSqsFault } from './sqs-faults.js';
import { receivedMessageOf, sizeBytesOf, sqsContentOf, type SqsContent } from './sqs-message.js';

/** How many requests of one call are under way at once. */
const requestConcurrency = 8;

/** What a queue of SQS is made of. */
export interface SqsMessageQueueOptions {
  readonly client: SQSClient;
  /** What metrics call it. */
  readonly name: string;
  readonly queueUrl: string;
  /** Where its dead letters are; found out by its redrive policy where absent. */
  readonly deadLetterQueueUrl?: string | undefined;
  /** What its redrive policy says, which decides; `defaultMaxReceives` where absent. */
  readonly maxReceives?: number;
}

/**
 * A standard queue of SQS.
 *
 * A `send` whose answer is lost is repeated and may make two messages of one. A message is dead once somebody asks for messages after
 * its last delivery: SQS moves it then, without the reasons that it was released with. `bury` sends it to the dead-letter queue and
 * then deletes it: where that fails in between, it is dead and alive.
 */
export class SqsMessageQueue implements MessageQueue {
  readonly name: string;
  readonly maxReceives: number;
  readonly deadLetters: DeadLetters;
  readonly #client: SQSClient;
  readonly #queueUrl: string;
  readonly #dead: SqsDeadLetters;

  constructor(options: SqsMessageQueueOptions) {
    const { client, name, queueUrl, deadLetterQueueUrl, maxReceives = defaultMaxReceives } = options;
    this.name = name;
    this.maxReceives = maxReceives;
    this.#client = client;
    this.#queueUrl = queueUrl;
    this.#dead = new SqsDeadLetters({
      client,
      queueUrl,
      deadLetterQueueUrl,
      maxReceives,
      send: (messages) => this.send(messages),
    });
    this.deadLetters = this.#dead;
  }

  async send(messages: readonly OutgoingMessage[]): Promise<readonly SendOutcome[]> {
    const contents = sendableMessages(messages).map((message) => sqsContentOf(message));
    const sent = await mapConcurrently(cutBatches(contents, sizeBytesOf), requestConcurrency, (batch) =>
      this.#sendBatch(batch),
    );
    const outcomes = sent
      .flat()
      .map((outcome): SendOutcome =>
        'answer' in outcome
          ? { code: 'sent', messageId: outcome.answer.MessageId! }
          : { code: 'failed', cause: outcome.cause },
      );
    throwIfAllUnavailable(outcomes);
    return outcomes;
  }

  async receive({ max, waitMs, visibilityMs, signal }: ReceiveRequest): Promise<readonly ReceivedMessage[]> {
    const waitSeconds = Math.ceil(waitMs / 1_000);
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#queueUrl,
      MaxNumberOfMessages: max,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: Math.ceil(visibilityMs / 1_000),
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      MessageAttributeNames: ['All'],
    });
    if (signal?.aborted) return [];
    try {
      const options = { ...waitingFor(waitSeconds), ...(signal && { abortSignal: signal }) };
      const { Messages = [] } = await this.#client.send(command, options);
      return Messages.map(receivedMessageOf);
    } catch (error) {
      if (signal?.aborted) return [];
      return throwSqsFault(error);
    }
  }

  async delete(receipts: readonly string[]): Promise<readonly DeleteOutcome[]> {
    const entries = receipts.map((ReceiptHandle) => ({ ReceiptHandle }));
    const deleted = await mapConcurrently(cutBatches(entries), requestConcurrency, (batch) =>
      sendBatch(batch, (Entries) =>
        this.#client.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries })),
      ).catch((error: unknown) => batch.map(() => ({ cause: sqsFault(error) }))),
    );
    const outcomes = deleted
      .flat()
      .map((outcome): DeleteOutcome =>
        'cause' in outcome ? { code: 'failed', cause: outcome.cause } : { code: 'deleted' },
      );
    throwIfAllUnavailable(outcomes);
    return outcomes;
  }

  async release({ receipt }: ReceivedMessage, delayMs: number): Promise<void> {
    const input = {
      QueueUrl: this.#queueUrl,
      ReceiptHandle: receipt,
      VisibilityTimeout: Math.ceil(delayMs / 1_000),
    };
    try {
      await this.#client.send(new ChangeMessageVisibilityCommand(input));
    } catch (error) {
      if (!saysStale(error)) throwSqsFault(error);
    }
  }

  async bury(message: ReceivedMessage, reason: string): Promise<void> {
    await this.#dead.add(message, reason);
    const [outcome] = await this.delete([message.receipt]);
    if (outcome?.code === 'failed' && !saysStale(outcome.cause)) throwSqsFault(outcome.cause);
  }

  figures(): Promise<QueueFigures> {
    return this.#dead.figures();
  }

  #sendBatch(batch: readonly SqsContent[]): Promise<EntryOutcome<SendMessageBatchResultEntry>[]> {
    return sendBatch(batch, (Entries) =>
      this.#client.send(new SendMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries })),
    ).catch((error: unknown) => batch.map(() => ({ cause: sqsFault(error) })));
  }
}

/** A fault of the whole engine is thrown; where some of a call was done, each outcome tells its own. */
function throwIfAllUnavailable(outcomes: readonly (SendOutcome | DeleteOutcome)[]): void {
  const faults = outcomes.flatMap((outcome) =>
    outcome.code === 'failed' && outcome.cause instanceof EngineUnavailable ? [outcome.cause] : [],
  );
  if (faults.length > 0 && faults.length === outcomes.length) throw faults[0]!;
}
