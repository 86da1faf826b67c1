import type { Benchmark } from './harness/benchmark.js';
import type { Cpus } from './harness/cpus.js';
import { showProgress } from './harness/progress.js';
import { seededRandom } from './harness/random.js';
import { Workshop } from './harness/workshop.js';
import { circumstances } from './report/machine.js';
import type { Result } from './report/results.js';
import { screenTable } from './report/screen-table.js';

/** Where progress and results are shown. */
export interface Screen {
  readonly progress: NodeJS.WriteStream;
  readonly results: { write(text: string): unknown };
}

/** What a run came to. */
export interface Run {
  readonly results: Readonly<Record<string, Result>>;
  /** The names of the benchmarks that could not be measured: their work was not done. */
  readonly failed: readonly string[];
}

/** Runs benchmarks one after the other and shows each result at once; one that fails does not keep the others from running. */
export async function runBenchmarks(chosen: readonly Benchmark[], cpus: Cpus, screen: Screen): Promise<Run> {
  const results: Record<string, Result> = {};
  const failed: string[] = [];
  for (const benchmark of chosen) {
    const progress = showProgress(screen.progress, benchmark.name);
    const workshop = new Workshop(cpus, seededRandom(Date.now()), progress);
    const where = circumstances(cpus);
    try {
      const findings = await benchmark.run(workshop);
      results[benchmark.name] = { ...findings, circumstances: where };
      progress.end();
      screen.results.write(`${screenTable(findings.rows)}\n`);
    } catch (error) {
      failed.push(benchmark.name);
      progress.end();
      screen.results.write(
        `${benchmark.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    } finally {
      await workshop.close();
    }
  }
  return { results, failed };
}
