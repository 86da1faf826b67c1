/**
 * Holds each built bundle to its budget in `bundle-budgets.json`: a path from the root to the most bytes that the
 * file may have. A missing bundle and a bundle without a budget are faults as well.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../bootstrap/environment.mjs';

const budgets = /** @type {Record<string, number>} */ (
  JSON.parse(readFileSync(join(root, 'bundle-budgets.json'), 'utf8'))
);
const kib = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

/**
 * @param {string} file
 * @param {number} budgetBytes
 * @returns {string | undefined} the fault, if there is one.
 */
function judge(file, budgetBytes) {
  const found = statSync(join(root, file), { throwIfNoEntry: false });
  if (!found) return `${file}: not built`;
  console.log(`${file}: ${kib(found.size)} of ${kib(budgetBytes)}`);
  return found.size > budgetBytes
    ? `${file}: ${found.size} bytes are over the budget of ${budgetBytes}; make it smaller, or raise the budget and say why in the commit`
    : undefined;
}

const unbudgeted = globSync('packages/*/dist-*/**/*.{js,cjs,mjs}', { cwd: root }).filter((file) => !(file in budgets));
const faults = [
  ...Object.entries(budgets).map(([file, budgetBytes]) => judge(file, budgetBytes)),
  ...unbudgeted.map((file) => `${file}: has no budget in bundle-budgets.json`),
].filter((fault) => fault !== undefined);

for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
