/**
 * Bundles the function that tests drive: the one that is deployed but for its clock, ids and engine, which the tests' entry gives it.
 * What that entry imports from `src` comes compiled, from `dist`. Usage: `node scripts/bundle-contract-function.mjs outfile`.
 */
import { fileURLToPath } from 'node:url';
import { bundleLambda } from '../../../scripts/bundle/bundle-lambda.mjs';

const fromPackage = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** @type {import('esbuild').Plugin} */
const compiled = {
  name: 'compiled',
  setup(build) {
    build.onResolve({ filter: /^\.\.\/\.\.\/src\// }, ({ path }) => ({
      path: fromPackage(path.replace('../../src/', 'dist/')),
    }));
  },
};

await bundleLambda({
  entry: fromPackage('test/support/contract-function.ts'),
  outfile: /** @type {string} */ (process.argv[2]),
  manifest: fromPackage('package.json'),
  plugins: [compiled],
});
