/** What many measurements of one thing say. Quartiles, because a busy machine makes a few of them very slow and none very fast. */
export interface Summary {
  readonly median: number;
  /** The first quartile. */
  readonly q1: number;
  /** The third quartile. */
  readonly q3: number;
  /** How many measurements there were. */
  readonly count: number;
}

/** Sums up measurements. Throws where there are none, or one is no finite number. */
export function summarise(values: readonly number[]): Summary {
  if (values.length === 0 || !values.every(Number.isFinite)) throw new Error('there is nothing to sum up');
  const sorted = values.toSorted((left, right) => left - right);
  return {
    median: quantile(sorted, 0.5),
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
    count: sorted.length,
  };
}

/**
 * Sums up how one side compares with another, round by round: what slows the machine down for a while slows both measurements of a
 * round, and leaves their ratio.
 *
 * @param subject a measurement of each round
 * @param opponent one of each of the same rounds, not 0
 */
export function summariseRatios(subject: readonly number[], opponent: readonly number[]): Summary {
  if (subject.length !== opponent.length) throw new Error('the sides were not measured equally often');
  return summarise(subject.map((value, round) => value / opponent[round]!));
}

/** The value below which a part (0..1) of sorted values lies, between neighbours in proportion. */
function quantile(sorted: readonly number[], part: number): number {
  const position = (sorted.length - 1) * part;
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (position - below);
}
