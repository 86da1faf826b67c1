import { changeOfFields } from './change-of-fields.js';
import { FieldReader, type Reading } from './reading.js';

const paths = {
  version: ['eventVersion'],
  bucket: ['s3', 'bucket', 'name'],
  key: ['s3', 'object', 'key'],
  name: ['eventName'],
  sequencer: ['s3', 'object', 'sequencer'],
  versionId: ['s3', 'object', 'versionId'],
} as const;

/**
 * Reads one of the `Records` that S3 sends to a queue, a topic or a function, of version 2.
 *
 * @param bucket the bucket whose records are taken
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function readS3Record(record: unknown, bucket: string): Reading {
  const reader = new FieldReader(record);
  if (!/^2\.\d+$/.test(reader.text(...paths.version))) reader.refuse(paths.version, 'must be 2 and a minor version');
  const encodedKey = reader.text(...paths.key);
  const key = decodedKey(encodedKey);
  if (key === undefined) reader.refuse(paths.key, 'must be URL-encoded');
  const fields = {
    bucket: reader.text(...paths.bucket),
    key,
    // A notification's configuration has the prefix, its records do not; some other stores send it all the same.
    eventName: reader.text(...paths.name).replace(/^s3:/, ''),
    eventTime: reader.instant('eventTime'),
    eventSource: reader.text('eventSource'),
    sequencer: reader.optionalText(...paths.sequencer),
    sizeBytes: reader.optionalSize('s3', 'object', 'size'),
    eTag: reader.optionalText('s3', 'object', 'eTag'),
    versionId: reader.optionalText(...paths.versionId),
    awsRegion: reader.optionalText('awsRegion'),
    principalId: reader.optionalText('userIdentity', 'principalId'),
  };
  return changeOfFields(fields, reader, paths, bucket);
}

/** Undoes form encoding, in which a space is a `+`; `undefined` for what is not encoded so. */
function decodedKey(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
