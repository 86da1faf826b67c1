/**
 * The attributes of messages in SQS, each a `String`; those that have nothing to say are absent.
 *
 * Bodies are ASCII, since SQS refuses or replaces some characters: a body of tabs, line feeds and printable ASCII alone stands as it
 * is, any other is the base64 of its UTF-8 form, and `encoding` says so. The empty body, which SQS takes from nobody, is `=`.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export const queueAttributes = {
  /** `base64`. */
  encoding: 'Annals.Encoding',
  /** The trace that a message belongs to. */
  traceparent: 'traceparent',
  /** Of a message that was buried: why, on one line of up to 1,000 characters. */
  reason: 'Annals.Reason',
  /** Of a message that was buried: how often it was received before. */
  receiveCount: 'Annals.ReceiveCount',
  /** Of a message that was buried: when it was sent, in milliseconds since 1970. */
  sentAtMs: 'Annals.SentAtMs',
} as const;

/** The only `encoding` there is. */
export const base64Encoding = 'base64';
