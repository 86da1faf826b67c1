/** What the function is told before its code cache is made: an object was created, as S3 says it through SQS. */

const record = (/** @type {string} */ key) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-west-2',
  eventTime: '2026-01-01T00:00:01.000Z',
  eventName: 'ObjectCreated:Put',
  userIdentity: { principalId: 'AWS:EXAMPLE' },
  s3: {
    bucket: { name: 'annals' },
    object: { key, size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
  },
});

/** @type {import('../../../scripts/bundle/code-cache/make-code-cache.mjs').WarmUp['invocations']} */
export const invocations = [
  {
    invocation: {
      Records: ['warm/up.bin', 'warm/up+again.bin'].map((key, index) => ({
        messageId: `message-${index}`,
        eventSource: 'aws:sqs',
        body: JSON.stringify({ Records: [record(key)] }),
        attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1767225601000' },
        messageAttributes: {},
      })),
    },
    isRight: (answer) => /** @type {{ batchItemFailures: unknown[] }} */ (answer).batchItemFailures.length === 0,
  },
];
