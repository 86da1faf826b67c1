import { parsePosition, positionText } from '../event/event-cursor.js';
import { openCursor, positionToText, sealCursor, textToPosition } from '../listing/cursor.js';
import type { Sha256 } from '../shared/ports.js';
import { err, ok, type Result } from '../shared/result.js';
import { inUseCase, type Observed } from '../telemetry/use-case.js';
import type { ObjectIdentity } from './object-change.js';
import type { HistoryEntry, ObjectState } from './object-record.js';
import type { ChangeRange, ObjectRecordRepository, Page } from './object-record-repository.js';
import type { ListedObject, ObjectStore } from './object-store.js';

/** A page of a list, and what gets the next one. */
export interface CursorPage<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/** Which part of a list to read: up to `limit` (1..1000) items behind `cursor`. */
export interface CursorRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** How positions of one list stand in a cursor. */
interface PositionCodec<P> {
  readonly write: (position: P) => string;
  readonly read: (text: string) => P | undefined;
}

const keyCodec: PositionCodec<string> = { write: textToPosition, read: positionToText };

const changeCodec: PositionCodec<{ eventTime: ChangeRange['from'] & string; hash: string }> = {
  write: ({ eventTime, hash }) => positionText({ instant: eventTime, hash }),
  read: (text) => {
    const position = parsePosition(text);
    return position === undefined ? undefined : { eventTime: position.instant, hash: position.hash };
  },
};

/** The living objects whose keys start with a prefix, by key in the order of UTF-8 bytes. Fails where the cursor is none of this list's. */
export function listObjects(
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  request: CursorRequest,
  dependencies: Observed & { readonly repository: ObjectRecordRepository; readonly sha256: Sha256 },
): Promise<Result<CursorPage<ObjectState>, string>> {
  const { repository } = dependencies;
  const query = JSON.stringify(['objects', bucket, prefix]);
  return paged('listObjects', query, request, keyCodec, dependencies, (after) =>
    repository.listLiving(bucket, prefix, { limit: request.limit, after }),
  );
}

/** The objects of a bucket by their last change, newest first, removed ones included. Fails where the cursor is none of this list's. */
export function listObjectChanges(
  range: ChangeRange,
  request: CursorRequest,
  dependencies: Observed & { readonly repository: ObjectRecordRepository; readonly sha256: Sha256 },
): Promise<Result<CursorPage<ObjectState>, string>> {
  const { repository } = dependencies;
  const query = JSON.stringify(['changes', range.bucket, range.from ?? null, range.to ?? null]);
  return paged('listObjectChanges', query, request, changeCodec, dependencies, (after) =>
    repository.listByChange(range, { limit: request.limit, after }),
  );
}

/** Every change of an object, newest first. Fails where the cursor is none of this list's. */
export function listObjectHistory(
  { bucket, key }: ObjectIdentity,
  request: CursorRequest,
  dependencies: Observed & { readonly repository: ObjectRecordRepository; readonly sha256: Sha256 },
): Promise<Result<CursorPage<HistoryEntry>, string>> {
  const { repository } = dependencies;
  const query = JSON.stringify(['history', bucket, key]);
  return paged('listObjectHistory', query, request, keyCodec, dependencies, (after) =>
    repository.listHistory({ bucket, key }, { limit: request.limit, after }),
  );
}

/** What is in the bucket itself, by key in the order of UTF-8 bytes. Fails where the cursor is none of this list's. */
export function listBucket(
  prefix: string,
  request: CursorRequest,
  dependencies: Observed & { readonly store: Pick<ObjectStore, 'bucket' | 'list'>; readonly sha256: Sha256 },
): Promise<Result<CursorPage<ListedObject>, string>> {
  const { store } = dependencies;
  const query = JSON.stringify(['bucket', store.bucket, prefix]);
  return paged('listBucket', query, request, keyCodec, dependencies, (after) =>
    store.list(prefix, { limit: request.limit, after }),
  );
}

async function paged<T, P>(
  name: string,
  query: string,
  { cursor, limit }: CursorRequest,
  codec: PositionCodec<P>,
  { sha256, telemetry }: Observed & { readonly sha256: Sha256 },
  read: (after: P | undefined) => Promise<Page<T, P>>,
): Promise<Result<CursorPage<T>, string>> {
  let after: P | undefined;
  if (cursor !== undefined) {
    const opened = openCursor(cursor, query, sha256);
    if (!opened.ok) return opened;
    after = codec.read(opened.value);
    if (after === undefined) return err('is not a cursor of this list');
  }
  const { items, next } = await inUseCase(name, { telemetry }, { 'annals.list.limit': limit }, () => read(after));
  return ok({ items, ...(next !== undefined && { nextCursor: sealCursor(codec.write(next), query, sha256) }) });
}
