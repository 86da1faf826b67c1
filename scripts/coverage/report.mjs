/**
 * `node coverage.mjs clear` takes away what earlier runs counted; `node coverage.mjs report` merges what each package
 * counted since, prints it, writes `coverage/index.html`, and fails under the agreed shares.
 *
 * A package's lines count as covered by the tests of that package alone: other packages' tests use what is built.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import coverage from 'istanbul-lib-coverage';
import report from 'istanbul-lib-report';
import reports from 'istanbul-reports';
import { root } from './bootstrap/environment.mjs';

/** The least share that the whole repository may have, in percent. */
const leastPercent = { lines: 90, branches: 85 };

const packages = readdirSync(join(root, 'packages'));
const countsOf = (/** @type {string} */ name) => join(root, 'packages', name, 'coverage', 'coverage-final.json');

function clear() {
  for (const name of packages) rmSync(join(root, 'packages', name, 'coverage'), { recursive: true, force: true });
  rmSync(join(root, 'coverage'), { recursive: true, force: true });
}

/** @returns {string[]} what is wrong. */
function merge() {
  const missing = packages.filter((name) => !existsSync(countsOf(name)));
  if (missing.length > 0) return missing.map((name) => `packages/${name}: its tests left no coverage`);
  const map = coverage.createCoverageMap();
  for (const name of packages) {
    /** @type {coverage.CoverageMapData} */
    const counts = JSON.parse(readFileSync(countsOf(name), 'utf8'));
    map.merge(counts);
  }
  const context = report.createContext({ dir: join(root, 'coverage'), coverageMap: map, defaultSummarizer: 'nested' });
  for (const form of [reports.create('html'), reports.create('json'), reports.create('text', { skipFull: true })])
    form.execute(context);
  const summary = map.getCoverageSummary();
  return /** @type {const} */ (['lines', 'branches'])
    .filter((kind) => !(summary[kind].pct >= leastPercent[kind]))
    .map((kind) => `${summary[kind].pct} % of ${kind} are covered; at least ${leastPercent[kind]} % are agreed`);
}

if (process.argv[2] === 'clear') {
  clear();
} else {
  const faults = merge();
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
