/**
 * Makes the function that tests drive: the one that is deployed but for its clock, ids and engine, which the tests' entry gives it. What
 * that entry imports from `src` comes compiled, from `dist`. Usage: `node scripts/bundle-contract-function.mjs folder`; it is `lambda.cjs`
 * there.
 */
import { fileURLToPath } from 'node:url';
import { makeFunction } from '../../../scripts/bundle/make-function.mjs';

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

await makeFunction({
  folder: /** @type {string} */ (process.argv[2]),
  name: 'lambda',
  entry: fromPackage('test/support/contract-function.ts'),
  manifest: fromPackage('package.json'),
  warmUp: fromPackage('scripts/lambda.warm-up.mjs'),
  plugins: [compiled],
});
