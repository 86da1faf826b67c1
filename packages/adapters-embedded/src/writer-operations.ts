import type { EventRow } from './event-columns.js';
import type { MessageOperation, MessageResult } from './message-operations.js';
import type { ObjectOperation, ObjectResult } from './object-operations.js';

/** What the writer is asked to do. It crosses threads, so that everything in it can be cloned. */
export type WriterOperation = AppendOperation | SweepOperation | MessagesOperation | ObjectOperation;

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

/** Does something with messages. */
interface MessagesOperation {
  readonly kind: 'messages';
  readonly operation: MessageOperation;
}

/** What became of an operation: it is durable, or nothing of it was done. */
export type WriterResult =
  | AppendResult
  | MessageResult
  | ObjectResult
  | { readonly code: 'swept'; readonly deleted: number }
  | { readonly code: 'failed'; readonly reason: string };

/** What became of the rows of an append, by index: those that are not named were stored. */
export interface AppendResult {
  readonly code: 'appended';
  /** The stored rows of identities that were taken. */
  readonly present: readonly (readonly [index: number, stored: EventRow])[];
  /** The rows whose identities are taken or were, and whose stored rows would not fit into the answer. */
  readonly unanswered: readonly number[];
}

/** A message to the writer's thread, answered by a message of as many results; `close` ends the thread and is answered by its exit. */
export type WriterMessage = readonly WriterOperation[] | 'close';

/** What the writer's thread is started with. */
export interface WriterThreadData {
  readonly dataFile: string;
}
