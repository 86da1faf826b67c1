import type { HistoryEntry, ListedObject, ObjectContent, ObjectState } from '@annals/domain';

/** A current state as JSON text; a removed object has `removed: true` and nothing of its content. */
export function presentState(state: ObjectState): string {
  const { bucket, key, removed, eventName, eventTime, recordedAt, sequencer, reconciledAt } = state;
  return JSON.stringify({
    bucket,
    key,
    removed,
    ...contentOf(state),
    eventName,
    eventTime,
    recordedAt,
    sequencer,
    reconciledAt,
    ...originOf(state),
  });
}

/** A change of an object as JSON text. */
export function presentEntry(entry: HistoryEntry): string {
  const { bucket, key, removed, eventName, eventTime, recordedAt, sequencer } = entry;
  return JSON.stringify({
    bucket,
    key,
    eventName,
    eventTime,
    recordedAt,
    sequencer,
    removed,
    ...contentOf(entry),
    ...originOf(entry),
  });
}

/** An object of the bucket itself as JSON text. */
export function presentListed({ key, sizeBytes, eTag, lastModified }: ListedObject): string {
  return JSON.stringify({ key, sizeBytes, eTag, lastModified });
}

function contentOf({
  versionId,
  sizeBytes,
  eTag,
  checksumSha256,
  contentType,
  lastModified,
  metadata,
}: ObjectContent): ObjectContent {
  return { versionId, sizeBytes, eTag, checksumSha256, contentType, lastModified, metadata } as ObjectContent;
}

function originOf({ eventSource, awsRegion, principalId }: ObjectState | HistoryEntry): object {
  return { eventSource, awsRegion, principalId };
}
