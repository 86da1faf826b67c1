/** A message that was given up. */
export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  readonly traceparent?: string | undefined;
  /** When it was first sent, in milliseconds since 1970; on SQS when it died, if it was buried. */
  readonly sentAtMs: number;
  readonly receiveCount: number;
  /** Why, where anybody said so. */
  readonly reason?: string | undefined;
}

/** What was given up, for people and their commands. Faults of the whole engine throw `EngineUnavailable`. */
export interface DeadLetters {
  /** Up to `limit` of them, 1..1,000, the oldest first where the engine has an order. */
  list(limit: number): Promise<readonly DeadLetter[]>;

  /** Sends them again, each as new: those with these ids, or all of them. Returns how many; one that cannot be sent stays dead. */
  redrive(messageIds?: readonly string[]): Promise<number>;
}
