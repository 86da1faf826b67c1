import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeFunction } from '../bundle/make-function.mjs';

const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));
const program = fileURLToPath(new URL('../bundle/read-trace.mjs', import.meta.url));

/** A bundle of it is one line; that of what it does last is another. */
const entry = `export function fail(message) {
  throw new Error(message);
}

export const handler = async ({ message }) => {
  try {
    if (message !== undefined) fail(message);
  } catch (error) {
    return error.stack;
  }
};
`;

/** @type {string} */
let folder;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'annals-trace-'));
  writeFileSync(join(folder, 'entry.mjs'), entry);
  const warmUp = join(folder, 'warm-up.mjs');
  writeFileSync(warmUp, 'export const invocations = [{ invocation: {}, isRight: (answer) => answer === undefined }];');
  await makeFunction({ folder, name: 'told', entry: join(folder, 'entry.mjs'), manifest, warmUp });
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (/** @type {string[]} */ args, input = '') => execFileSync(process.execPath, args, { input }).toString();

test('a trace of a bundle is read as one of its sources, to the column', () => {
  const invoke = 'require(process.argv[1]).handler({ message: "no" }).then((stack) => console.log(stack))';
  const trace = run(['-e', invoke, join(folder, 'told.cjs')]);
  expect(trace).toContain('told.bundle.cjs:1:');
  expect(trace).not.toContain('_aws');
  const read = run([program, folder], trace);
  expect(read.split('\n').slice(0, 3)).toEqual([
    'Error: no',
    expect.stringMatching(/^ {4}at fail \(.*entry\.mjs:2:9\)$/),
    expect.stringMatching(/^ {4}at .*handler.* \(.*entry\.mjs:7:32\)$/),
  ]);
});

test('what is of no bundle, or of one without a map, stays as it is', () => {
  const lines = 'Error: no\n    at other (/var/task/other.bundle.cjs:1:2)\n    at node:internal:1:2\n';
  expect(run([program, folder], lines)).toBe(lines);
});
