import type {
  ChangeRange,
  CursorPage,
  CursorRequest,
  HistoryEntry,
  ObjectState,
  Reconciliation,
  Result,
  SignedRequest,
  UploadTerms,
} from '@annals/domain';

/** A part of a list, or why its cursor is none of it. */
type Listed<T> = Promise<Result<CursorPage<T>, string>>;

/** What to reconcile: what stands behind a cursor under a prefix. */
export interface ReconciliationRequest {
  readonly prefix: string;
  readonly cursor?: string | undefined;
  readonly dryRun: boolean;
}

/** What a reconciliation found, and what goes on with it. */
export interface ReconciliationPage extends Pick<Reconciliation, 'examined' | 'findings'> {
  readonly nextCursor?: string;
}

/** The objects' use cases, bound to a bucket and its catalogue: what the controllers are given. */
export interface ObjectUseCases {
  /** The bucket's name. */
  readonly bucket: string;
  /** What is recorded of a key; `undefined` where nothing ever was. */
  readonly findObject: (key: string) => Promise<ObjectState | undefined>;
  /** See `listObjects` of the domain. */
  readonly listObjects: (prefix: string, page: CursorRequest) => Listed<ObjectState>;
  /** See `listObjectChanges` of the domain. */
  readonly listChanges: (range: Omit<ChangeRange, 'bucket'>, page: CursorRequest) => Listed<ObjectState>;
  /** See `listObjectHistory` of the domain. */
  readonly listHistory: (key: string, page: CursorRequest) => Listed<HistoryEntry>;
  /** See `ObjectStore.signUpload` of the domain. */
  readonly signUpload: (terms: UploadTerms) => Promise<SignedRequest>;
  /** A request that downloads what is in the bucket; `undefined` where nothing is there to download. */
  readonly signDownload: (key: string, versionId?: string) => Promise<SignedRequest | undefined>;
  /** See `reconcileObjects` of the domain. Fails where the cursor is none of this prefix's. */
  readonly reconcile: (request: ReconciliationRequest) => Promise<Result<ReconciliationPage, string>>;
}

/** The token that they are injected by. */
export const objectUseCases = Symbol('objectUseCases');
