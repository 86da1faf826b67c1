/** A message that was given up. */
export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  readonly traceparent?: string | undefined;
  /** When it was sent, in milliseconds since 1970. */
  readonly sentAtMs: number;
  /** How often it was received before it died. */
  readonly receiveCount: number;
  /** Why, where anybody said so. */
  readonly reason?: string | undefined;
}

/** The most characters that are kept of a reason. */
const maxReasonLength = 1_000;

/** Control characters, line breaks included, and what else a store may refuse. */
const unkept = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** A reason as it is kept: its first 1,000 characters, on one line; `unknown` for an empty one. */
export function deadLetterReason(reason: string): string {
  const kept = Array.from(reason.slice(0, 2 * maxReasonLength))
    .slice(0, maxReasonLength)
    .join('');
  return kept.replaceAll(unkept, ' ').trim() || 'unknown';
}

/** What was given up, for people and their commands. Faults of the whole engine throw `EngineUnavailable`. */
export interface DeadLetters {
  /** Up to `limit` of them, 1..1,000, the oldest first where the engine has an order. */
  list(limit: number): Promise<readonly DeadLetter[]>;

  /** Sends them again, each as new: those with these ids, or all of them. Returns how many; one that cannot be sent stays dead. */
  redrive(messageIds?: readonly string[]): Promise<number>;
}
