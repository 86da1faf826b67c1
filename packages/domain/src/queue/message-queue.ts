/** The most bytes of a body, in UTF-8: in base64, and with what travels beside it, it fits the 1 MiB that SQS takes. */
export const maxMessageBytes = 700 * 1024;

/** How often a message is received before it is dead, unless an engine is told otherwise: what fails five times hardly fails by chance. */
export const defaultMaxReceives = 5;

/** A message to send. */
export interface OutgoingMessage {
  /** Any text of up to `maxMessageBytes`, lone surrogates excepted: it is received as it was sent, character by character. */
  readonly body: string;
  /** The trace that the message belongs to; a malformed one is not carried. @see https://www.w3.org/TR/trace-context/#traceparent-header */
  readonly traceparent?: string | undefined;
}

/** What became of a message to send. */
export type SendOutcome =
  /** It is stored durably. */
  | { readonly code: 'sent'; readonly messageId: string }
  /** The engine did not take it, or could not say: sending it again may make two of it. */
  | { readonly code: 'failed'; readonly cause: unknown };

/** How to receive. Engines that count in seconds round times up. */
export interface ReceiveRequest {
  /** The most messages, 1..10. */
  readonly max: number;
  /** How long to wait for the first message while there is none, in milliseconds, 0..20,000. */
  readonly waitMs: number;
  /** How long nobody else receives them, in milliseconds, 1,000..43,200,000. */
  readonly visibilityMs: number;
  /** Calls the wait off: it ends at once, with nothing. What was on its way at that moment is received now or, on SQS, later. */
  readonly signal?: AbortSignal | undefined;
}

/** A message that was received and is invisible to others for a while. */
export interface ReceivedMessage extends OutgoingMessage {
  readonly messageId: string;
  /** What deletes, releases or buries it, until it is received once more. */
  readonly receipt: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly sentAtMs: number;
  /** How often it was received, this time included: from 1. */
  readonly receiveCount: number;
}

/** What became of a message to delete: a receipt that is no longer good leaves the message where it is. */
export type DeleteOutcome = { readonly code: 'deleted' } | { readonly code: 'failed'; readonly cause: unknown };

/** How full a queue is. */
export interface QueueFigures {
  /** Messages that can be received. */
  readonly waiting: number;
  /** Messages that were received, and neither deleted nor visible again. */
  readonly inFlight: number;
  readonly dead: number;
  /** How long ago the oldest message that is not dead was sent, in milliseconds; absent where there is none, or the engine cannot tell. */
  readonly oldestAgeMs?: number;
}

/**
 * Keeps messages until they are deleted. Every implementation passes the one contract suite in `testing`.
 *
 * Delivery is at least once, in no promised order. A message that was received `maxReceives` times and is visible again is dead: it is
 * received no more, and kept among the dead letters. A delivery that the end of its process cut short need not count.
 * Faults of the whole engine throw `EngineUnavailable`.
 */
export interface MessageQueue {
  /** What metrics and spans call it: `events`, `sample`. */
  readonly name: string;
  /** How often a message is received before it is dead, 1..1,000. */
  readonly maxReceives: number;

  /** Stores messages, durably before it returns; an outcome for each, in order. Throws `RangeError`, and stores none, if a body is too long or has a lone surrogate. */
  send(messages: readonly OutgoingMessage[]): Promise<readonly SendOutcome[]>;

  /** Up to `max` messages, as soon as there is one; none once `waitMs` have passed. */
  receive(request: ReceiveRequest): Promise<readonly ReceivedMessage[]>;

  /** Deletes messages, for good; an outcome for each receipt, in order. Deleting twice is no fault. */
  delete(receipts: readonly string[]): Promise<readonly DeleteOutcome[]>;

  /**
   * Makes a message visible again in `delayMs` milliseconds, 0..43,200,000; `reason` is told of it if it is dead by then, where the
   * engine can. A receipt that is no longer good changes nothing.
   */
  release(message: ReceivedMessage, delayMs: number, reason: string): Promise<void>;

  /** Puts a message among the dead letters now, with its reason (`deadLetterReason`): no delivery would ever succeed. */
  bury(message: ReceivedMessage, reason: string): Promise<void>;

  /** How full it is; on SQS about a minute behind. */
  figures(): Promise<QueueFigures>;
}
