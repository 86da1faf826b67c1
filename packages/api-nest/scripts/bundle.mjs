/** Makes the files of each function: `node scripts/bundle.mjs`. */
import { fileURLToPath } from 'node:url';
import { makeFunction } from '../../../scripts/bundle/make-function.mjs';

const fromPackage = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** By the name of the function; `alsoRefused` are packages that have no business in it. */
const functions = {
  lambda: { entry: 'lambda.js', alsoRefused: [] },
  'bucket-lister': {
    entry: 'bucket-lister.lambda.js',
    alsoRefused: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', 'class-validator'],
  },
};

for (const [name, { entry, alsoRefused }] of Object.entries(functions)) {
  const made = await makeFunction({
    folder: fromPackage('dist-lambda'),
    name,
    entry: fromPackage(`dist/${entry}`),
    manifest: fromPackage('package.json'),
    warmUp: fromPackage(`scripts/${name}.warm-up.mjs`),
    alsoRefused,
  });
  console.log(made);
}
