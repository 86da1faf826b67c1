/** `npm run bench`: measures every budget of docs/performance.md, or those whose benchmarks are named, and writes the results there. */
import { chosenBenchmarks } from './arguments.js';
import { benchmarks } from './benchmarks/all.js';
import { findCpus, pinSelf } from './harness/cpus.js';
import { writeReport } from './report/write-report.js';
import { runBenchmarks } from './run-benchmarks.js';

async function main(): Promise<number> {
  const chosen = chosenBenchmarks(benchmarks, process.argv.slice(2));
  const cpus = findCpus();
  pinSelf(cpus.rest);
  const { results, failed } = await runBenchmarks(chosen, cpus, { progress: process.stderr, results: process.stdout });
  await writeReport(
    results,
    benchmarks.map(({ name }) => name),
  );
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`annals: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
