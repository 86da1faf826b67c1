/** One of those that are compared. */
export interface Side {
  readonly name: string;
  /** Does the work once and measures it, in the comparison's unit. */
  measure(): Promise<number>;
  /** Throws `WorkNotDone` unless what `measure` did since the last check is really done. It is not measured. */
  check(): Promise<void> | void;
}

/** A measurement that says nothing, because its work was not done. */
export class WorkNotDone extends Error {
  override readonly name = 'WorkNotDone';
}

/** Throws `WorkNotDone` with a sentence unless something holds. */
export function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new WorkNotDone(otherwise);
}
