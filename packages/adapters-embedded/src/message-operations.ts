/** What the writer is asked to do with messages. Times are in milliseconds since 1970. */
export type MessageOperation =
  /** Stores messages, visible at once. */
  | { readonly kind: 'send'; readonly queue: string; readonly rows: readonly SentRow[]; readonly atMs: number }
  /** Takes messages that are visible out on a delivery; those that were taken `maxReceives` times before are dead instead. */
  | {
      readonly kind: 'receive';
      readonly queue: string;
      readonly max: number;
      readonly maxReceives: number;
      readonly atMs: number;
      readonly visibleAtMs: number;
      readonly delivery: string;
    }
  /** Deletes messages that are out on these deliveries. */
  | { readonly kind: 'delete'; readonly receipts: readonly Receipt[] }
  /** Gives a message back; it is dead if it was taken `maxReceives` times. */
  | {
      readonly kind: 'release';
      readonly receipt: Receipt;
      readonly visibleAtMs: number;
      readonly maxReceives: number;
      readonly reason: string;
    }
  | { readonly kind: 'bury'; readonly receipt: Receipt; readonly reason: string }
  /** Makes dead messages new ones: those with these ids, or all. */
  | {
      readonly kind: 'redrive';
      readonly queue: string;
      readonly messageIds?: readonly string[] | undefined;
      readonly atMs: number;
    }
  /** Gives back what is out on any delivery, which does not count, and makes visible what was never taken. */
  | { readonly kind: 'give-back'; readonly atMs: number };

/** The answer to a `MessageOperation`. */
export interface MessageResult {
  readonly code: 'messages';
  /** How many messages it changed, or deleted. */
  readonly changed: number;
  /** Those that a `receive` took. */
  readonly taken: readonly TakenRow[];
}

/** A message to store. */
type SentRow = [messageId: string, traceparent: string | null, body: string];

/** Which message, and on which delivery. */
export type Receipt = readonly [sequence: number, delivery: string];

/** A message that is out on a delivery, which its `receiveCount` includes. */
export type TakenRow = [
  sequence: number,
  receiveCount: number,
  messageId: string,
  sentAtMs: number,
  traceparent: string | null,
  body: string,
];
