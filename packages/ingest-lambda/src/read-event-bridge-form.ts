import { changeOfFields } from './change-of-fields.js';
import { FieldReader, ignored, type Reading } from './reading.js';

const paths = {
  version: ['detail', 'event-version'],
  bucket: ['detail', 'bucket', 'name'],
  key: ['detail', 'object', 'key'],
  name: ['detail', 'reason'],
  sequencer: ['detail', 'object', 'sequencer'],
  versionId: ['detail', 'object', 'version-id'],
} as const;

/** The APIs that make objects, by `reason`, in the words of S3's own notifications. */
const creations: Readonly<Record<string, string>> = {
  PutObject: 'Put',
  'POST Object': 'Post',
  CopyObject: 'Copy',
  CompleteMultipartUpload: 'CompleteMultipartUpload',
};

/** What concerns objects otherwise, by `detail-type`. */
const otherNames: Readonly<Record<string, string>> = {
  'Object Restore Initiated': 'ObjectRestore:Post',
  'Object Restore Completed': 'ObjectRestore:Completed',
  'Object Restore Expired': 'ObjectRestore:Delete',
  'Object Storage Class Changed': 'LifecycleTransition',
  'Object Access Tier Changed': 'IntelligentTiering',
  'Object ACL Updated': 'ObjectAcl:Put',
  'Object Tags Added': 'ObjectTagging:Put',
  'Object Tags Deleted': 'ObjectTagging:Delete',
};

/**
 * Reads what S3 sends to EventBridge. Other than in S3's own notifications the key is as it is, not URL-encoded. A `detail-type` that is
 * not known concerns no object.
 *
 * @param bucket the bucket whose notifications are taken
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-mapping-troubleshooting.html
 */
export function readEventBridgeForm(notification: unknown, bucket: string): Reading {
  const reader = new FieldReader(notification);
  const eventSource = reader.text('source');
  if (eventSource !== '' && eventSource !== 'aws.s3') reader.refuse(['source'], 'must be aws.s3');
  const eventName = nameOf(reader);
  if (eventName === undefined && reader.faults.length === 0) return ignored;
  const version = reader.optionalText(...paths.version);
  if (version !== undefined && !/^1\.\d+$/.test(version)) reader.refuse(paths.version, 'must be 1 and a minor version');
  const fields = {
    bucket: reader.text(...paths.bucket),
    key: reader.text(...paths.key),
    eventName: eventName ?? '',
    eventTime: reader.instant('time'),
    eventSource,
    sequencer: reader.optionalText(...paths.sequencer),
    sizeBytes: reader.optionalSize('detail', 'object', 'size'),
    eTag: reader.optionalText('detail', 'object', 'etag'),
    versionId: reader.optionalText(...paths.versionId),
    awsRegion: reader.optionalText('region'),
    principalId: reader.optionalText('detail', 'requester'),
  };
  return changeOfFields(fields, reader, paths, bucket);
}

/** The name that S3's own notification of the same would have; `undefined` where it would concern no object. */
function nameOf(reader: FieldReader): string | undefined {
  const detailType = reader.text('detail-type');
  const reason = reader.optionalText(...paths.name);
  switch (detailType) {
    case 'Object Created':
      return reason === undefined ? 'ObjectCreated' : `ObjectCreated:${creations[reason] ?? reason.replace(/\W/g, '')}`;
    case 'Object Deleted': {
      const family = reason === 'Lifecycle Expiration' ? 'LifecycleExpiration' : 'ObjectRemoved';
      const marks = reader.optionalText('detail', 'deletion-type') === 'Delete Marker Created';
      return `${family}:${marks ? 'DeleteMarkerCreated' : 'Delete'}`;
    }
    default:
      return Object.hasOwn(otherNames, detailType) ? otherNames[detailType] : undefined;
  }
}
