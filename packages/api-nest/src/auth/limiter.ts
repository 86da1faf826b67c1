/** Counts what somebody does, and says when it is too much. */
export interface Limiter {
  /** Counts one more by somebody: in how many seconds there may be another, where this was one too many. */
  take(who: string): Promise<number | undefined>;
  /** The same without counting: whether the next would be too many. */
  look(who: string): Promise<number | undefined>;
}
