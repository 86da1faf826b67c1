/** Bundles each function into one file: `node scripts/bundle.mjs`. */
import { fileURLToPath } from 'node:url';
import { bundleLambda } from '../../../scripts/bundle/bundle-lambda.mjs';

const fromPackage = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** By the name of the bundle; `alsoRefused` are packages that have no business in it. */
const functions = {
  lambda: { entry: 'lambda.js', alsoRefused: [] },
  'bucket-lister': {
    entry: 'bucket-lister.lambda.js',
    alsoRefused: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', 'class-validator'],
  },
};

for (const [name, { entry, alsoRefused }] of Object.entries(functions)) {
  const outfile = fromPackage(`dist-lambda/${name}.cjs`);
  const manifest = fromPackage('package.json');
  const bytes = await bundleLambda({ entry: fromPackage(`dist/${entry}`), outfile, manifest, alsoRefused });
  console.log(`${outfile}: ${(bytes / 1024).toFixed(1)} KiB`);
}
