import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { DeadLetter, OutgoingMessage, ReceivedMessage } from '@annals/domain';
import { base64Encoding, queueAttributes } from './schema/index.js';
import { traceHeaderOf } from './x-ray-header.js';

/** A message as SQS takes it. */
export interface SqsContent {
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, MessageAttributeValue>;
  /** How X-Ray joins who sends and who receives; it counts for nothing in the size. */
  readonly MessageSystemAttributes?: { readonly AWSTraceHeader: { DataType: 'String'; StringValue: string } };
}

/** A message as Lambda hands it to a function. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: { readonly SentTimestamp: string; readonly ApproximateReceiveCount: string };
  readonly messageAttributes: Readonly<Record<string, { readonly stringValue?: string | undefined }>>;
}

/** What a message that is buried takes along. */
export interface Burial {
  readonly reason: string;
  readonly receiveCount: number;
  readonly sentAtMs: number;
}

/** What needs no encoding. A carriage return is printable to SQS, and lost to whoever reads XML. */
const plain = /^[\t\n\x20-\x7e]+$/;

/** Base64's padding, of nothing. */
const emptyBody = '=';

/** A message as SQS takes it, and as `readBody` gets it back. */
export function sqsContentOf({ body, traceparent }: OutgoingMessage, burial?: Burial): SqsContent {
  const isPlain = plain.test(body);
  const attributes = {
    [queueAttributes.encoding]: isPlain ? undefined : base64Encoding,
    [queueAttributes.traceparent]: traceparent,
    [queueAttributes.reason]: burial?.reason,
    [queueAttributes.receiveCount]: burial && String(burial.receiveCount),
    [queueAttributes.sentAtMs]: burial && String(burial.sentAtMs),
  };
  const traceHeader = traceparent === undefined ? undefined : traceHeaderOf(traceparent);
  return {
    MessageBody: isPlain ? body : base64Of(body) || emptyBody,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
    ...(traceHeader !== undefined && {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } },
    }),
  };
}

/** The body that was sent, of the one in SQS and the value of the attribute `encoding`. */
export function decodeQueueBody(body: string, encoding: string | undefined): string {
  return encoding === base64Encoding ? textOf(body) : body;
}

/** The bytes that SQS counts of a message. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export function sizeBytesOf({ MessageBody, MessageAttributes }: SqsContent): number {
  return Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType, StringValue }]) => sum + Buffer.byteLength(`${name}${DataType!}${StringValue!}`),
    MessageBody.length,
  );
}

/** A message that was received. */
export function receivedMessageOf(message: Message): ReceivedMessage {
  const { MessageId, ReceiptHandle, Attributes, Body, MessageAttributes } = message;
  return receivedOf(
    {
      messageId: MessageId!,
      receipt: ReceiptHandle!,
      sentAtMs: Number(Attributes?.SentTimestamp),
      receiveCount: Number(Attributes?.ApproximateReceiveCount),
    },
    Body!,
    (name) => MessageAttributes?.[name]?.StringValue,
  );
}

/** A message that Lambda received. */
export function receivedMessageOfRecord(record: QueueRecord): ReceivedMessage {
  const { messageId, receiptHandle, attributes, body, messageAttributes } = record;
  return receivedOf(
    {
      messageId,
      receipt: receiptHandle,
      sentAtMs: Number(attributes.SentTimestamp),
      receiveCount: Number(attributes.ApproximateReceiveCount),
    },
    body,
    (name) => messageAttributes[name]?.stringValue,
  );
}

/**
 * A message of a dead-letter queue. SQS goes on counting there, and tells nothing of the time before: what it moved itself was received
 * `maxReceives` times.
 */
export function deadLetterOf(message: Message, maxReceives: number): DeadLetter {
  const { messageId, body, traceparent, sentAtMs, receiveCount } = receivedMessageOf(message);
  const attribute = (name: string): string | undefined => message.MessageAttributes?.[name]?.StringValue;
  const reason = attribute(queueAttributes.reason);
  return {
    messageId,
    body,
    ...(traceparent !== undefined && { traceparent }),
    sentAtMs: Number(attribute(queueAttributes.sentAtMs) ?? sentAtMs),
    receiveCount: Number(attribute(queueAttributes.receiveCount) ?? Math.min(receiveCount, maxReceives)),
    ...(reason !== undefined && { reason }),
  };
}

function receivedOf(
  facts: Omit<ReceivedMessage, 'body' | 'traceparent'>,
  body: string,
  attribute: (name: string) => string | undefined,
): ReceivedMessage {
  const traceparent = attribute(queueAttributes.traceparent);
  return {
    ...facts,
    body: decodeQueueBody(body, attribute(queueAttributes.encoding)),
    ...(traceparent !== undefined && { traceparent }),
  };
}

function base64Of(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
