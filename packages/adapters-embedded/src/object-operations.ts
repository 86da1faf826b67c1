import type { ReplaceCondition } from '@annals/domain';
import type { HistoryRow, StateRow } from './object-columns.js';

/** What the writer is asked to do for the catalogue and the bucket's folder; each is answered by whether it changed anything. */
export type ObjectOperation =
  /** Adds an entry unless one of its position is there. */
  | { readonly kind: 'add-to-history'; readonly row: HistoryRow }
  /** Replaces a current state if the condition holds, judged where nothing else is written. */
  | { readonly kind: 'replace-state'; readonly row: StateRow; readonly condition: ReplaceCondition }
  /** Keeps what was read of a file, in place of what was kept. */
  | { readonly kind: 'keep-file'; readonly row: FileRow }
  /** Forgets what was read of a file. */
  | { readonly kind: 'forget-file'; readonly key: string }
  /** Gives a file of `objects/` its key. */
  | { readonly kind: 'name-overflow'; readonly key: string; readonly file: string }
  /** Takes the key from a file of `objects/`. */
  | { readonly kind: 'unname-overflow'; readonly key: string };

/** The answer to an `ObjectOperation`. */
export interface ObjectResult {
  readonly code: 'done';
  readonly changed: boolean;
}

/** What was read of a file. */
type FileRow = [
  key: string,
  print: string,
  eTag: string,
  checksumSha256: string,
  /** The type that was given when it was uploaded. */
  contentType: string | null,
];
