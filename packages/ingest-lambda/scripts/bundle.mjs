/** Makes the files of each function: `node scripts/bundle.mjs`. */
import { fileURLToPath } from 'node:url';
import { makeFunction } from '../../../scripts/bundle/make-function.mjs';

const fromPackage = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

for (const name of ['object-notifications', 'queued-events', 'reconciliation']) {
  const made = await makeFunction({
    folder: fromPackage('dist-lambda'),
    name,
    entry: fromPackage(`dist/${name}.handler.js`),
    manifest: fromPackage('package.json'),
    warmUp: fromPackage(`scripts/${name}.warm-up.mjs`),
    alsoRefused: ['@nestjs/common', 'express', 'pino'],
  });
  console.log(made);
}
