import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import {
  deadLetterReason,
  EngineUnavailable,
  type DeadLetter,
  type DeadLetters,
  type OutgoingMessage,
  type QueueFigures,
  type ReceivedMessage,
  type SendOutcome,
} from '@annals/domain';
import { cutBatches, sendBatch } from './sqs-batch.js';
import { waitingFor } from './sqs-client.js';
import { throwSqsFault } from './sqs-faults.js';
import { deadLetterOf, sqsContentOf } from './sqs-message.js';

/** How long what is looked at is hidden from others who look, in seconds: longer than a thousand of them take. */
const lookSeconds = 60;

/** How long SQS looks for more in all its servers, in seconds: without a wait it looks in some of them only. */
const searchSeconds = 1;

/** What a person who is told that there is no dead-letter queue waits, in seconds: until somebody has made one. */
const noQueueRetryAfterSeconds = 30;

const countNames = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const satisfies QueueAttributeName[];

/** Puts a message into a dead-letter queue, with its reason. Throws `EngineUnavailable`. */
export async function addDeadLetter(
  client: SQSClient,
  deadLetterQueueUrl: string,
  message: ReceivedMessage,
  reason: string,
): Promise<void> {
  const content = sqsContentOf(message, { ...message, reason: deadLetterReason(reason) });
  await client.send(new SendMessageCommand({ QueueUrl: deadLetterQueueUrl, ...content })).catch(throwSqsFault);
}

/** What the dead letters of a queue are made of. */
export interface SqsDeadLettersParts {
  readonly client: SQSClient;
  /** The queue whose messages died. */
  readonly queueUrl: string;
  /** Where they are; found out by that queue's redrive policy where absent. */
  readonly deadLetterQueueUrl: string | undefined;
  readonly maxReceives: number;
  /** Sends messages to the queue. */
  readonly send: (messages: readonly OutgoingMessage[]) => Promise<readonly SendOutcome[]>;
}

/**
 * The dead-letter queue of a queue. To look at it is to receive from it: what one call looks at is hidden from others for a minute, or
 * until that call has ended. To redrive is to send and then to delete, message by message: where that fails in between, it is dead and
 * alive. SQS's own move task could not choose messages, and moves none that were buried.
 */
export class SqsDeadLetters implements DeadLetters {
  #address: Promise<string | undefined> | undefined;

  constructor(private readonly parts: SqsDeadLettersParts) {}

  async list(limit: number): Promise<readonly DeadLetter[]> {
    const found = new Map<string, DeadLetter>();
    await this.#look((messages) => {
      for (const message of messages) found.set(message.MessageId!, deadLetterOf(message, this.parts.maxReceives));
      return Promise.resolve(found.size < limit);
    });
    return [...found.values()].sort((left, right) => left.sentAtMs - right.sentAtMs).slice(0, limit);
  }

  async redrive(messageIds?: readonly string[]): Promise<number> {
    const wanted = messageIds && new Set(messageIds);
    // What is redriven may die again at once; this call leaves it.
    const startMs = Date.now();
    let count = 0;
    await this.#look(async (messages, queueUrl) => {
      const chosen = messages.filter(
        ({ MessageId, Attributes }) =>
          (wanted?.has(MessageId!) ?? true) && Number(Attributes?.SentTimestamp) <= startMs,
      );
      const sent = await this.#sendAgain(chosen);
      await this.#delete(sent, queueUrl);
      for (const { MessageId } of sent) wanted?.delete(MessageId!);
      count += sent.length;
      return wanted?.size !== 0;
    });
    return count;
  }

  /** Adds a message of the queue. */
  async add(message: ReceivedMessage, reason: string): Promise<void> {
    const queueUrl = await this.#queueUrl();
    if (queueUrl === undefined) {
      const cause = new Error(`the queue ${this.parts.queueUrl} has no dead-letter queue`);
      throw new EngineUnavailable('sqs', noQueueRetryAfterSeconds, { cause });
    }
    await addDeadLetter(this.parts.client, queueUrl, message, reason);
  }

  /** How full the queue is, and how many are dead. */
  async figures(): Promise<QueueFigures> {
    const deadUrl = await this.#queueUrl();
    const [[waiting, delayed, inFlight], dead] = await Promise.all([
      this.#counts(this.parts.queueUrl),
      deadUrl === undefined ? [0] : this.#counts(deadUrl),
    ]);
    return { waiting: waiting + delayed, inFlight, dead: dead.reduce((sum, count) => sum + count, 0) };
  }

  /**
   * Receives what is there, once each, until `visit` says that it has enough or nothing more comes; what it did not delete is visible
   * again afterwards.
   */
  async #look(visit: (messages: readonly Message[], queueUrl: string) => Promise<boolean>): Promise<void> {
    const queueUrl = await this.#queueUrl();
    if (queueUrl === undefined) return;
    const seen = new Map<string, Message>();
    try {
      for (;;) {
        const messages = await this.#receive(queueUrl);
        const unseen = messages.filter(({ MessageId }) => !seen.has(MessageId!));
        for (const message of messages) seen.set(message.MessageId!, message);
        if (unseen.length === 0 || !(await visit(unseen, queueUrl))) return;
      }
    } finally {
      await this.#show([...seen.values()], queueUrl);
    }
  }

  async #receive(queueUrl: string): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: searchSeconds,
      VisibilityTimeout: lookSeconds,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await this.parts.client.send(command, waitingFor(searchSeconds)).catch(throwSqsFault);
    return Messages;
  }

  /** Makes messages visible again; those that cannot be are so in a minute. */
  async #show(messages: readonly Message[], queueUrl: string): Promise<void> {
    for (const batch of cutBatches(messages)) {
      const Entries = batch.map(({ ReceiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries });
      await this.parts.client.send(command).catch(() => undefined);
    }
  }

  async #sendAgain(messages: readonly Message[]): Promise<Message[]> {
    const outcomes = await this.parts.send(messages.map((message) => deadLetterOf(message, this.parts.maxReceives)));
    return messages.filter((_, index) => outcomes[index]!.code === 'sent');
  }

  async #delete(messages: readonly Message[], queueUrl: string): Promise<void> {
    if (messages.length === 0) return;
    const entries = messages.map(({ ReceiptHandle }) => ({ ReceiptHandle }));
    const outcomes = await sendBatch(entries, (Entries) =>
      this.parts.client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
    ).catch(throwSqsFault);
    for (const outcome of outcomes) if ('cause' in outcome) throwSqsFault(outcome.cause);
  }

  async #counts(queueUrl: string): Promise<[number, number, number]> {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: countNames });
    const { Attributes } = await this.parts.client.send(command).catch(throwSqsFault);
    return countNames.map((name) => Number(Attributes?.[name] ?? 0)) as [number, number, number];
  }

  #queueUrl(): Promise<string | undefined> {
    this.#address ??= this.#findQueue().catch((error: unknown) => {
      this.#address = undefined;
      return throwSqsFault(error);
    });
    return this.#address;
  }

  /** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html */
  async #findQueue(): Promise<string | undefined> {
    const { client, queueUrl, deadLetterQueueUrl } = this.parts;
    if (deadLetterQueueUrl !== undefined) return deadLetterQueueUrl;
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] }),
    );
    const policy = JSON.parse(Attributes?.RedrivePolicy ?? '{}') as { readonly deadLetterTargetArn?: string };
    return policy.deadLetterTargetArn && addressOf(policy.deadLetterTargetArn, queueUrl);
  }
}

/** The address of a queue by its name of resource, beside one of the same region: asking for it would need one more permission. */
function addressOf(arn: string, besideUrl: string): string {
  const [account, name] = arn.split(':').slice(-2);
  const url = new URL(besideUrl);
  url.pathname = `/${account!}/${name!}`;
  return url.href;
}
