/**
 * `node report.mjs clear` takes away what earlier runs counted; `node report.mjs report` merges what each package
 * counted since, prints it, writes `coverage/index.html`, and fails under the agreed shares.
 *
 * Jest counts what a package's own tests execute in its own processes. Programs and threads run what is built, and so
 * does a test that uses another package: of those, what the started programs executed is added.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import coverage from 'istanbul-lib-coverage';
import report from 'istanbul-lib-report';
import reports from 'istanbul-reports';
import { programCoverage, root } from '../bootstrap/environment.mjs';
import { addPrograms } from './add-programs.mjs';
import { readPrograms } from './programs.mjs';

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
  const executions = readPrograms(programCoverage);
  for (const file of map.files()) addPrograms(map.fileCoverageFor(file).data, executions);
  rmSync(programCoverage, { recursive: true, force: true });
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
