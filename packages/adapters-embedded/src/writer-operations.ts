import type { EventRow } from './event-row.js';

/** What the writer is asked to do. It crosses threads, so that everything in it can be cloned. */
export type WriterOperation = AppendOperation | SweepOperation;

/** Stores each event whose identity is absent or expired. */
export interface AppendOperation {
  readonly kind: 'append';
  readonly rows: readonly EventRow[];
  /** The time that expiry is judged at, in milliseconds since 1970. */
  readonly atMs: number;
}

/** Deletes events that have expired, the oldest expiry first. */
export interface SweepOperation {
  readonly kind: 'sweep';
  /** The time that expiry is judged at, in milliseconds since 1970. */
  readonly atMs: number;
  /** The most events to delete. */
  readonly limit: number;
}

/** What became of an operation: it is durable, or nothing of it was done. */
export type WriterResult =
  /** The stored rows of identities that were taken, by the row's index in the operation; all other rows were stored. */
  | { readonly code: 'appended'; readonly present: readonly (readonly [index: number, stored: EventRow])[] }
  | { readonly code: 'swept'; readonly deleted: number }
  | { readonly code: 'failed'; readonly reason: string };

/** A message to the writer's thread, answered by a message of as many results; `close` ends the thread and is answered by its exit. */
export type WriterMessage = readonly WriterOperation[] | 'close';

/** What the writer's thread is started with. */
export interface WriterThreadData {
  readonly dataFile: string;
}
