import type { Instant } from '../shared/instant.js';
import type { Sequencer } from './sequencer.js';

/** Which object. */
export interface ObjectIdentity {
  /** 3..63 characters. */
  readonly bucket: string;
  /** 1..1024 bytes of UTF-8, any characters. */
  readonly key: string;
}

/** What a bucket tells about the content of an object. */
export interface ObjectContent {
  readonly versionId?: string;
  readonly sizeBytes?: number;
  readonly eTag?: string;
  readonly contentType?: string;
  readonly lastModified?: Instant;
  /** User metadata by name. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** SHA-256 of the content in base64, where the store knows it. */
  readonly checksumSha256?: string;
}

/** Where a change was reported. */
export interface ChangeOrigin {
  readonly awsRegion?: string;
  /** `aws:s3`, or who else said so. */
  readonly eventSource: string;
  readonly principalId?: string;
}

/** A change of an object, as a notification reports it. */
export interface ObjectChange extends ObjectIdentity, ObjectContent, ChangeOrigin {
  /** What happened, in S3's words without a prefix: `ObjectCreated:Put`. */
  readonly eventName: string;
  readonly eventTime: Instant;
  /** Absent from notifications of lifecycle rules, restores and tags. */
  readonly sequencer?: Sequencer;
}

/** A change that S3 put in order among those of its key. */
export type SequencedChange = ObjectChange & { readonly sequencer: Sequencer };

/** What a change does to the object that a key names. */
export type ObjectEffect = 'created' | 'removed' | 'version-removed' | 'touched';

/**
 * Tells a change's effect by its name; `undefined` for names that concern no object's existence or attributes, which are ignored.
 *
 * A removal that names a version takes that version away and nothing else; a delete marker is a version too, but one that hides the others.
 */
export function effectOf(change: Pick<ObjectChange, 'eventName' | 'versionId'>): ObjectEffect | undefined {
  const [family, name] = change.eventName.split(':', 2) as [string, string | undefined];
  switch (family) {
    case 'ObjectCreated':
      return 'created';
    case 'ObjectRemoved':
    case 'LifecycleExpiration':
      return name === 'DeleteMarkerCreated' || change.versionId === undefined ? 'removed' : 'version-removed';
    case 'ObjectRestore':
    case 'ObjectTagging':
    case 'ObjectAcl':
    case 'LifecycleTransition':
      return 'touched';
    default:
      return undefined;
  }
}
