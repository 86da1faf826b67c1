/** What S3 says of one change of an object. */
export interface NotifiedChange {
  readonly bucket: string;
  readonly key: string;
  readonly eventName: string;
  readonly eventTime: string;
  readonly sequencer: string;
  readonly sizeBytes?: number | undefined;
  readonly eTag?: string | undefined;
  readonly versionId?: string | undefined;
}

/**
 * The message that S3 sends of a change.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function notificationOf(change: NotifiedChange): string {
  const { bucket, key, eventName, eventTime, sequencer, sizeBytes: size, eTag, versionId } = change;
  const encoded = new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/');
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime,
    eventName,
    userIdentity: { principalId: 'AWS:EXAMPLE' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'notifications',
      bucket: { name: bucket, ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: `arn:aws:s3:::${bucket}` },
      object: { key: encoded, size, eTag, versionId, sequencer },
    },
  };
  return JSON.stringify({ Records: [record] });
}
