import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makeFunction } from '../bundle/make-function.mjs';

const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));

/** A function whose answer is computed by code that is compiled when it is first called. */
const entry = `
export const secret = () => 'one';
export async function handler(invocation) {
  return { said: secret(), of: invocation.of, file: typeof __dirname };
}
`;

const warmUp = (/** @type {string} */ said) => `
export const invocations = [{ invocation: { of: 1 }, isRight: (answer) => answer.said === '${said}' }];
`;

/** Loads a handler as Lambda does, and prints what it answers. */
const runtime = 'require(process.argv[1]).handler({ of: 7 }).then((answer) => console.log(JSON.stringify(answer)))';

/** @type {string} */
let root;
/** @type {string} */
let folder;
let copies = 0;

/** @param {string} said what the warm-up takes for right. */
const make = (said) => {
  writeFileSync(join(root, 'entry.mjs'), entry);
  writeFileSync(join(root, 'warm-up.mjs'), warmUp(said));
  return makeFunction({
    folder: join(root, 'made'),
    name: 'told',
    entry: join(root, 'entry.mjs'),
    manifest,
    warmUp: join(root, 'warm-up.mjs'),
  });
};

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'annals-code-cache-'));
  await make('one');
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  folder = join(root, `copy-${++copies}`);
  cpSync(join(root, 'made'), folder, { recursive: true });
});

/** @type {(line: string) => Record<string, unknown>} */
const parse = JSON.parse;

/**
 * @param {...string} flags of Node.
 * @returns {Promise<{ answer: unknown, counted: Record<string, unknown>[], stderr: string }>}
 */
function invoke(...flags) {
  return new Promise((resolve) => {
    const args = [...flags, '-e', runtime, join(folder, 'told.cjs')];
    const env = { AWS_LAMBDA_FUNCTION_NAME: 'annals-told', POWERTOOLS_METRICS_NAMESPACE: 'annals-dev-pr7' };
    execFile(process.execPath, args, { env }, (_error, stdout, stderr) => {
      const lines = stdout.split('\n').filter(Boolean);
      const parsed = lines.map(parse);
      resolve({ answer: parsed.find(({ _aws }) => !_aws), counted: parsed.filter(({ _aws }) => _aws), stderr });
    });
  });
}

const cacheFile = () => join(folder, 'told.bundle.cache');
const bundleFile = () => join(folder, 'told.bundle.cjs');
const answer = { said: 'one', of: 7, file: 'string' };

/** The line that counts a start without the cache. */
/** @returns {unknown[]} */
const rejection = (/** @type {string | RegExp} */ reason) => [
  expect.objectContaining({
    _aws: expect.objectContaining({
      CloudWatchMetrics: [
        {
          Namespace: 'annals-dev-pr7',
          Dimensions: [['function_name']],
          Metrics: [{ Name: 'annals_code_cache_rejected', Unit: 'Count' }],
        },
      ],
    }),
    function_name: 'annals-told',
    annals_code_cache_rejected: 1,
    reason: expect.stringMatching(reason),
  }),
];

describe('a function with its code cache', () => {
  test('answers by it, and says nothing of it', async () => {
    expect(await invoke()).toEqual({ answer, counted: [], stderr: '' });
  });

  test.each([
    ['--expose-gc', '--max-old-space-size=900', '--max-semi-space-size=16', '--max-http-header-size=81920'],
    ['--no-experimental-require-module', '--no-experimental-detect-module'],
  ])('takes it where Node runs with %s, as on Lambda', async (...flags) => {
    expect(await invoke(...flags)).toEqual({ answer, counted: [], stderr: '' });
  });

  test('answers without it where V8 was given other flags, and counts that', async () => {
    expect(await invoke('--max-lazy')).toEqual({ answer, counted: rejection('refused by V8'), stderr: '' });
  });

  test.each(
    /** @type {[string, (cache: Buffer) => Buffer][]} */ ([
      ['truncated', (cache) => cache.subarray(0, cache.length - 1)],
      ['cut off in its seal', (cache) => cache.subarray(0, 20)],
      ['empty', () => Buffer.alloc(0)],
      ['of another V8', (cache) => Buffer.from(cache.toString('latin1').replace(process.versions.v8, '0.0'), 'latin1')],
      ['of another machine', (cache) => Buffer.from(cache.toString('latin1').replace(process.arch, 'vax'), 'latin1')],
      [
        'changed in its last byte',
        (cache) => Buffer.concat([cache.subarray(0, -1), Buffer.from([Number(cache.at(-1)) ^ 1])]),
      ],
    ]),
  )('answers without one that is %s, and counts that', async (_what, change) => {
    writeFileSync(cacheFile(), change(readFileSync(cacheFile())));
    expect(await invoke()).toEqual({ answer, counted: rejection(/another Node, or damaged/), stderr: '' });
  });

  test('answers without one that is missing, and counts that', async () => {
    rmSync(cacheFile());
    expect(await invoke()).toEqual({ answer, counted: rejection('ENOENT'), stderr: '' });
  });

  test('answers without one that cannot be read, and counts that', async () => {
    rmSync(cacheFile());
    mkdirSync(cacheFile());
    expect(await invoke()).toEqual({ answer, counted: rejection('EISDIR'), stderr: '' });
  });

  test('runs the bundle that is there where it was changed, though it is as long as before', async () => {
    writeFileSync(bundleFile(), readFileSync(bundleFile(), 'latin1').replace('"one"', '"two"'));
    expect(await invoke()).toMatchObject({ answer: { said: 'two' }, counted: rejection(/another bundle/) });
  });

  test('fails where the bundle itself is missing', async () => {
    rmSync(bundleFile());
    expect(await invoke()).toMatchObject({ answer: undefined, stderr: expect.stringContaining('told.bundle.cjs') });
  });
});

test('nothing is made of a function that does not answer its warm-up as it should', async () => {
  await expect(make('three')).rejects.toThrow('told.bundle.cjs has no code cache: its warm-up failed');
});
