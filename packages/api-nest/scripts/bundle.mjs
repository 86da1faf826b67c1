/** Bundles the function: `node scripts/bundle.mjs [entry outfile]`, which default to the one that is deployed. */
import { fileURLToPath } from 'node:url';
import { bundleLambda } from '../../../scripts/bundle/bundle-lambda.mjs';

const fromPackage = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const [entry = fromPackage('dist/lambda.js'), outfile = fromPackage('dist-lambda/lambda.cjs')] = process.argv.slice(2);

const bytes = await bundleLambda({ entry, outfile, manifest: fromPackage('package.json') });
console.log(`${outfile}: ${(bytes / 1024).toFixed(1)} KiB`);
