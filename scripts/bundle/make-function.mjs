import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleLambda } from './bundle-lambda.mjs';
import { makeCodeCache } from './code-cache/make-code-cache.mjs';

/** What Lambda loads: all that is in it is how to load the rest. */
const loader = {
  contents: `module.exports = require('./load-bundle.mjs').loadBundle(__filename);`,
  resolveDir: fileURLToPath(new URL('./code-cache', import.meta.url)),
};

/**
 * Makes the files of a function in a folder: `<name>.cjs`, which has the handler and loads the others, `<name>.bundle.cjs` with its source
 * map and its licences, and `<name>.bundle.cache`, the code that V8 made of it.
 *
 * @param {Omit<import('./bundle-lambda.mjs').BundleOptions, 'outfile'> & { folder: string, name: string, warmUp: string }} options
 *   `warmUp` is the module that has the first invocations.
 * @returns {Promise<string>} what was made, in a line.
 */
export async function makeFunction({ folder, name, warmUp, ...options }) {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}.cjs`);
  const bundle = join(folder, `${name}.bundle.cjs`);
  const cache = join(folder, `${name}.bundle.cache`);
  await bundleLambda({ ...options, outfile: bundle });
  await build({
    stdin: loader,
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  await makeCodeCache({ bundle, cache, warmUp });
  const [bundleKib, cacheKib] = [bundle, cache].map((file) => (statSync(file).size / 1024).toFixed(1));
  return `${outfile}: ${bundleKib} KiB and ${cacheKib} KiB of code cache`;
}
