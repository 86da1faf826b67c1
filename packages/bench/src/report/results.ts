import type { Findings } from '../harness/benchmark.js';
import type { Circumstances } from './machine.js';

/** What one benchmark found, and where. */
export interface Result extends Findings {
  readonly circumstances: Circumstances;
}

/** What was found so far, by the name of the benchmark. */
export type Results = Readonly<Record<string, Result>>;

/** The results with those of a later run in the place of the same benchmarks, in the order of `names`. */
export function mergeResults(before: Results, later: Results, names: readonly string[]): Results {
  const all = { ...before, ...later };
  return Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}
