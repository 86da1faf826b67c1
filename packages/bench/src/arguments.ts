import type { Benchmark } from './harness/benchmark.js';

/** Which benchmarks are asked for: all but the long ones where none is named. Throws where a name is that of none. */
export function chosenBenchmarks(all: readonly Benchmark[], names: readonly string[]): readonly Benchmark[] {
  if (names.length === 0) return all.filter(({ isSeparate }) => !isSeparate);
  const unknown = names.filter((name) => !all.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0)
    throw new Error(
      `no benchmark is called ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`,
    );
  return all.filter(({ name }) => names.includes(name));
}
