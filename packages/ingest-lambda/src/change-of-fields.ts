import { parseObjectKey, parseSequencer, type Instant, type ObjectChange } from '@annals/domain';
import { fault, type FieldReader, type Reading } from './reading.js';

/** A change as its fields say it, before it is known whether they are all there. */
export interface ChangeFields {
  readonly bucket: string;
  /** `undefined` where it could not be decoded. */
  readonly key: string | undefined;
  /** In S3's words, without a prefix: `ObjectCreated:Put`. */
  readonly eventName: string;
  readonly eventTime: Instant | undefined;
  readonly eventSource: string;
  readonly sequencer: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly eTag: string | undefined;
  readonly versionId: string | undefined;
  readonly awsRegion: string | undefined;
  readonly principalId: string | undefined;
}

/** Where a form of notification has what is judged for both. */
export interface ChangePaths {
  readonly bucket: readonly string[];
  readonly key: readonly string[];
  readonly name: readonly string[];
  readonly sequencer: readonly string[];
  readonly versionId: readonly string[];
}

/**
 * Only creations and removals by a request have a sequencer of their own. Restores and lifecycle expirations repeat that of the write
 * that made the object or the version: taken for theirs, an expiration would be a duplicate of it and the object stay catalogued.
 */
const familiesInOrder = /^Object(?:Created|Removed)(?::|$)/;

/** Makes a change of its fields, or says everything that is wrong with the record: that it is of another bucket than `bucket`, too. */
export function changeOfFields(fields: ChangeFields, reader: FieldReader, paths: ChangePaths, bucket: string): Reading {
  if (fields.bucket !== '' && fields.bucket !== bucket)
    reader.refuse(paths.bucket, 'is another bucket than this function’s');
  const key = fields.key === undefined ? undefined : judgedKey(fields.key, reader, paths);
  const sequencer = fields.sequencer === undefined ? undefined : parseSequencer(fields.sequencer);
  if (fields.sequencer !== undefined && sequencer === undefined)
    reader.refuse(paths.sequencer, 'must be 1 to 64 hexadecimal digits');
  if (!isPlain(fields.eventName, 128)) reader.refuse(paths.name, 'must be at most 128 printable ASCII characters');
  if (!isPlain(fields.versionId ?? '', 1024))
    reader.refuse(paths.versionId, 'must be at most 1024 printable ASCII characters');
  const { eventTime } = fields;
  if (reader.faults.length > 0 || key === undefined || eventTime === undefined) return fault(reader.faults.join('; '));
  const { eventName, eventSource } = fields;
  const change: ObjectChange = {
    bucket,
    key,
    eventName,
    eventTime,
    eventSource,
    ...(sequencer !== undefined && familiesInOrder.test(eventName) && { sequencer }),
    ...present('sizeBytes', fields.sizeBytes),
    ...present('eTag', fields.eTag),
    ...present('versionId', fields.versionId),
    ...present('awsRegion', fields.awsRegion),
    ...present('principalId', fields.principalId),
  };
  return { kind: 'change', change };
}

/** Names and versions stand in the keys of histories. */
function isPlain(text: string, maxLength: number): boolean {
  return text.length <= maxLength && /^[!-~]*$/.test(text);
}

function judgedKey(value: string, reader: FieldReader, paths: ChangePaths): string | undefined {
  const key = parseObjectKey(value);
  if (key.ok) return key.value;
  // An empty key is one that the reader has missed already.
  reader.refuse(paths.key, key.error);
  return undefined;
}

function present<N extends string, T>(name: N, value: T | undefined): Partial<Record<N, T>> {
  return value === undefined ? {} : ({ [name]: value } as Record<N, T>);
}
