/** The bucket of all notifications. */
export const bucketName = 'annals-bench';

/** Records of one message of SQS: the most that S3 ever sends is one, and batches of ten messages are what Lambda takes. */
const messagesPerInvocation = 10;

/** An invocation by SQS with the notifications of ten created objects. @param first the number of the first object, 0.. */
export function notificationInvocation(first: number): { readonly Records: readonly object[] } {
  return {
    Records: Array.from({ length: messagesPerInvocation }, (_, index) => messageOf(first + index)),
  };
}

/** The keys of the objects that an invocation tells of. */
export function keysOf(first: number): readonly string[] {
  return Array.from({ length: messagesPerInvocation }, (_, index) => keyOf(first + index));
}

function keyOf(number: number): string {
  return `uploads/2026/11/${number}.bin`;
}

function messageOf(number: number): object {
  return {
    messageId: `message-${number}`,
    receiptHandle: `receipt-${number}`,
    body: JSON.stringify({ Records: [recordOf(number)] }),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1795000000000' },
    messageAttributes: {},
    md5OfBody: 'd41d8cd98f00b204e9800998ecf8427e',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:annals-notifications',
    awsRegion: 'eu-central-1',
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
function recordOf(number: number): object {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-central-1',
    eventTime: '2026-11-21T00:00:00.000Z',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:AIDAEXAMPLE' },
    requestParameters: { sourceIPAddress: '203.0.113.7' },
    responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'all',
      bucket: {
        name: bucketName,
        ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
        arn: `arn:aws:s3:::${bucketName}`,
      },
      object: {
        key: keyOf(number),
        size: 1024,
        eTag: 'd41d8cd98f00b204e9800998ecf8427e',
        sequencer: number.toString(16).toUpperCase().padStart(16, '0'),
      },
    },
  };
}
