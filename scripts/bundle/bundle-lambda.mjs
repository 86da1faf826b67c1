/**
 * Bundles what `tsc` compiled into one CommonJS file for Lambda. From the TypeScript itself esbuild would drop the decorators'
 * metadata; as an ES module the start would cost more, because `import` of a builtin is slower than `require`.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { judgeBundle } from './judge-bundle.mjs';
import { standIns } from './stand-ins.mjs';

/**
 * Bundles one entry and writes beside the bundle its source map and its licences. Throws where esbuild warns of anything, and
 * where something is in the bundle that has no business there.
 *
 * @typedef {object} BundleOptions
 * @property {string} entry compiled JavaScript.
 * @property {string} outfile
 * @property {string} manifest the package.json whose version is written in as `ANNALS_VERSION`.
 * @property {readonly string[]} [alsoRefused] packages that this bundle must not hold, beside those that none may.
 * @property {readonly import('esbuild').Plugin[]} [plugins] further ones.
 *
 * @param {BundleOptions} options
 * @returns {Promise<number>} the bundle's bytes.
 */
export async function bundleLambda({ entry, outfile, manifest, alsoRefused = [], plugins = [] }) {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const { metafile, warnings } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // The loader reads a byte a character.
    charset: 'ascii',
    // ES modules first: they can be shaken, and what is left starts faster.
    mainFields: ['module', 'main'],
    conditions: ['module', 'es2015'],
    supported: { 'dynamic-import': false },
    minify: true,
    // Nest names providers and tokens by their classes.
    keepNames: true,
    sourcemap: 'linked',
    legalComments: 'linked',
    define: { ANNALS_VERSION: JSON.stringify(version) },
    plugins: [...plugins, standIns],
    metafile: true,
    logLevel: 'warning',
  });
  const faults = [...warnings.map(({ text }) => text), ...judgeBundle(metafile, alsoRefused)];
  if (faults.length > 0) throw new Error(`${basename(outfile)} is not fit to ship:\n  ${faults.join('\n  ')}`);
  const bundle = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  return /** @type {NonNullable<typeof bundle>} */ (bundle).bytes;
}
