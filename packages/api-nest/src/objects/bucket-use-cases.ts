import type { CursorPage, CursorRequest, ListedObject, Result } from '@annals/domain';

/** What is asked of the bucket itself. */
export interface BucketUseCases {
  /** See `listBucket` of the domain. */
  readonly listBucket: (prefix: string, page: CursorRequest) => Promise<Result<CursorPage<ListedObject>, string>>;
}

/** The token that they are injected by. */
export const bucketUseCases = Symbol('bucketUseCases');
