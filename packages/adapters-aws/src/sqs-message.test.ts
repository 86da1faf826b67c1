import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maxMessageBytes } from '@annals/domain';
import { queueAttributes } from './schema/index.js';
import {
  decodeQueueBody,
  receivedMessageOfRecord,
  sizeBytesOf,
  sqsContentOf,
  type QueueRecord,
  type SqsContent,
} from './sqs-message.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function encodingOf({ MessageAttributes }: SqsContent): string | undefined {
  return MessageAttributes[queueAttributes.encoding]?.StringValue;
}

/** A message as Lambda hands it over. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function record({ MessageBody, MessageAttributes }: SqsContent): QueueRecord {
  return {
    messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body: MessageBody,
    attributes: { SentTimestamp: '1545082649183', ApproximateReceiveCount: '2' },
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, { stringValue: StringValue }]),
    ),
  };
}

describe('a message as SQS takes it', () => {
  test.each(['plain text', '{"a":"\\u0000"}', 'tabs\tand\nlines', '<a>&amp;]]></a>', 'aGVsbG8=', '='])(
    'stands as it is where it is %j',
    (body) => {
      expect(sqsContentOf({ body })).toEqual({ MessageBody: body, MessageAttributes: {} });
    },
  );

  test.each([
    ['', '='],
    ['\u0000', 'AA=='],
    ['é', 'w6k='],
    ['a\rb', 'YQ1i'],
    ['\u007f', 'fw=='],
    ['\ufffe', '77++'],
    ['😀', '8J+YgA=='],
  ])('is base64 with an attribute that says so where it is %j', (body, base64) => {
    expect(sqsContentOf({ body })).toEqual({
      MessageBody: base64,
      MessageAttributes: { 'Annals.Encoding': { DataType: 'String', StringValue: 'base64' } },
    });
  });

  test('is ASCII that SQS takes, and read as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (body) => {
        const content = sqsContentOf({ body });
        expect(content.MessageBody).toMatch(/^[\t\n\x20-\x7e]+$/);
        expect(decodeQueueBody(content.MessageBody, encodingOf(content))).toBe(body);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['x', '\u0000', 'é', '😀'])('fits a request of 1 MiB at its longest, of %j', (character) => {
    const body = character.repeat(maxMessageBytes / Buffer.byteLength(character));
    const burial = { reason: '😀'.repeat(1_000), receiveCount: 1_000, sentAtMs: Number.MAX_SAFE_INTEGER };
    const content = sqsContentOf({ body, traceparent }, burial);
    expect(sizeBytesOf(content)).toBeLessThanOrEqual(1024 * 1024);
    expect(Object.keys(content.MessageAttributes).length).toBeLessThanOrEqual(10);
  });

  test('counts its bytes with the names, types and values of its attributes', () => {
    const size = sizeBytesOf(sqsContentOf({ body: 'é', traceparent }));
    expect(size).toBe('w6k='.length + 'Annals.EncodingStringbase64'.length + `traceparentString${traceparent}`.length);
  });
});

describe('a message that Lambda received', () => {
  test('is what was sent, with its receipt and its trace', () => {
    expect(receivedMessageOfRecord(record(sqsContentOf({ body: 'é\u0000', traceparent })))).toEqual({
      messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
      receipt: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
      body: 'é\u0000',
      traceparent,
      sentAtMs: 1545082649183,
      receiveCount: 2,
    });
  });

  test('of somebody else is its body', () => {
    const { body, traceparent: none } = receivedMessageOfRecord(record({ MessageBody: 'é', MessageAttributes: {} }));
    expect([body, none]).toEqual(['é', undefined]);
  });
});
