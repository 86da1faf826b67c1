import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CostArgumentsError, readCostArguments } from '../lib/cost/arguments.js';
import { billTable } from '../lib/cost/bill-table.js';
import { estimate } from '../lib/cost/estimate.js';
import { plain } from '../lib/cost/format.js';
import { fillPage } from '../lib/cost/page.js';
import { pricesOf, pricesReadOn } from '../lib/cost/prices.js';
import { limitsOf } from '../lib/cost/scale.js';

import { secondsPerMonth } from '../lib/cost/workload.js';

// Compiled, this file lies in `dist/bin`.
const page = fileURLToPath(new URL('../../../../docs/cost-and-scale.md', import.meta.url));
const say = (line: string) => void process.stdout.write(`${line}\n`);

function printEstimate(args: readonly string[]): void {
  const { settings, workload } = readCostArguments(args);
  const perSecond = workload.eventsPerMonth / secondsPerMonth;
  const limits = limitsOf(settings, workload);
  const exceeded = limits.filter(({ eventsPerSecond }) => eventsPerSecond < perSecond);
  say(`Profile ${settings.profile}, ${settings.api.toUpperCase()} API; list prices of ${pricesOf}, ${pricesReadOn}.`);
  say(`\n${billTable(estimate(settings, workload))}\n`);
  say(
    `${plain(perSecond, 2)} events a second, evenly. The first limit is at ${plain(limits[0]!.eventsPerSecond)}: ${limits[0]!.name}.`,
  );
  for (const { name, eventsPerSecond, raise } of exceeded)
    say(`Too much for it: ${name}, ${plain(eventsPerSecond)} a second. What moves it: ${raise}.`);
}

const args = process.argv.slice(2);
try {
  if (args.length === 1 && args[0] === '--write-page') writeFileSync(page, fillPage(readFileSync(page, 'utf8')));
  else printEstimate(args);
} catch (error) {
  if (!(error instanceof CostArgumentsError)) throw error;
  for (const fault of error.faults) process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}
