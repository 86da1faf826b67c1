import { shuffled, type Random } from './random.js';
import type { Side } from './side.js';

/** How a comparison is run. */
export interface InterleaveOptions {
  /** Measurements of each side. */
  readonly rounds: number;
  /** Measurements of each side before those, which do not count. */
  readonly warmUpRounds: number;
  readonly random: Random;
  /** Told before each measurement how many of all are done. */
  readonly onStep?: (done: number, all: number, side: string) => void;
}

/** What was measured, by the name of the side, a value each round. */
export type Measured = Readonly<Record<string, readonly number[]>>;

/**
 * Measures all sides once each round, each round in another order, so that neither drift of the machine nor the order favours one. Throws
 * `WorkNotDone` where a check of any side says so.
 */
export async function interleave(sides: readonly Side[], options: InterleaveOptions): Promise<Measured> {
  const { rounds, warmUpRounds, random, onStep = () => {} } = options;
  const values = new Map(sides.map(({ name }) => [name, [] as number[]]));
  if (values.size !== sides.length) throw new Error('two sides have one name');
  const all = (rounds + warmUpRounds) * sides.length;
  let done = 0;
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const side of shuffled(sides, random)) {
      onStep(done++, all, side.name);
      const value = await side.measure();
      await side.check();
      if (round >= 0) values.get(side.name)!.push(value);
    }
  }
  return Object.fromEntries(values);
}
