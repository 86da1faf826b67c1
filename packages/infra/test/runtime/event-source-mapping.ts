import { DeleteMessageBatchCommand, ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import type { LambdaFunction } from './lambda-function.js';
import { place } from './function-definition.js';
import { maxPayloadBytes, type RuntimeAnswer } from './runtime-api.js';

/** A queue whose messages a function is invoked with. */
export interface MappingOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly lambda: LambdaFunction;
  /** 1..10 */
  readonly batchSize: number;
  /** Whether the function tells which messages of a batch it could not handle; without, it handles all or none. */
  readonly reportsItemFailures: boolean;
}

/** What became of one batch. */
export interface BatchOutcome {
  readonly messages: number;
  readonly deleted: number;
  readonly answer: RuntimeAnswer;
}

/**
 * What Lambda does with a queue: it invokes a function with batches, deletes what was handled, and leaves the rest to become visible
 * again, or dead.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export class EventSourceMapping {
  readonly #options: MappingOptions;
  readonly #stopping = new AbortController();
  readonly #outcomes: BatchOutcome[] = [];
  readonly #ended: Promise<void>;

  constructor(options: MappingOptions) {
    this.#options = options;
    this.#ended = this.#run();
  }

  /** What became of the batches so far. */
  get outcomes(): readonly BatchOutcome[] {
    return this.#outcomes;
  }

  /** Lets the batch in hand end, and takes no more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const messages = await this.#receive();
      for (const batch of batchesOf(messages)) this.#outcomes.push(await this.#handle(batch));
    }
  }

  async #receive(): Promise<Message[]> {
    const { sqs, queueUrl, batchSize } = this.#options;
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    try {
      return (await sqs.send(command, { abortSignal: this.#stopping.signal })).Messages ?? [];
    } catch (error) {
      if (this.#stopping.signal.aborted) return [];
      throw error;
    }
  }

  async #handle(messages: readonly Message[]): Promise<BatchOutcome> {
    const { sqs, queueUrl, lambda, reportsItemFailures } = this.#options;
    const answer = await lambda.invoke({ Records: messages.map((message) => recordOf(message, queueUrl)) });
    const failed = failedOf(answer, messages, reportsItemFailures);
    const handled = messages.filter(({ MessageId }) => !failed.has(MessageId!));
    if (handled.length > 0) {
      const Entries = handled.map(({ MessageId, ReceiptHandle }) => ({
        Id: MessageId!,
        ReceiptHandle: ReceiptHandle!,
      }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
    return { messages: messages.length, deleted: handled.length, answer };
  }
}

/** What surrounds the body of a message in an invocation, and more, in bytes. */
const surroundingBytes = 4_096;

/**
 * Cuts what was received so that it fits an invocation.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
function batchesOf(messages: readonly Message[]): readonly (readonly Message[])[] {
  const batches: Message[][] = [];
  let sizeBytes = Infinity;
  for (const message of messages) {
    const ownBytes = Buffer.byteLength(JSON.stringify(message.Body)) + surroundingBytes;
    sizeBytes += ownBytes;
    if (sizeBytes <= maxPayloadBytes) batches.at(-1)!.push(message);
    else {
      batches.push([message]);
      sizeBytes = ownBytes;
    }
  }
  return batches;
}

/** The ids of the messages that stay: all of them where the function failed, or where its answer cannot be understood. */
function failedOf(answer: RuntimeAnswer, messages: readonly Message[], reportsItemFailures: boolean): Set<string> {
  const all = new Set(messages.map(({ MessageId }) => MessageId!));
  if (answer.kind === 'failed') return all;
  if (!reportsItemFailures) return new Set();
  const { batchItemFailures } = (JSON.parse(answer.payload) ?? {}) as BatchAnswer;
  const ids = batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier) ?? [];
  return ids.every((id) => id !== undefined && all.has(id)) ? new Set(ids as string[]) : all;
}

interface BatchAnswer {
  readonly batchItemFailures?: readonly { readonly itemIdentifier?: string }[] | null;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
function recordOf(message: Message, queueUrl: string): unknown {
  const { MessageId, ReceiptHandle, Body, MD5OfBody, Attributes, MessageAttributes = {} } = message;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue, DataType }]) => [
        name,
        { stringValue: StringValue, stringListValues: [], binaryListValues: [], dataType: DataType },
      ]),
    ),
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${place.region}:${place.account}:${queueUrl.split('/').at(-1)!}`,
    awsRegion: place.region,
  };
}
