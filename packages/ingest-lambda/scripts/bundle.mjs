/** Bundles each function into one file: `node scripts/bundle.mjs`. */
import { fileURLToPath } from 'node:url';
import { bundleLambda } from '../../../scripts/bundle/bundle-lambda.mjs';

const fromPackage = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

for (const name of ['object-notifications', 'queued-events', 'reconciliation']) {
  const outfile = fromPackage(`dist-lambda/${name}.cjs`);
  const bytes = await bundleLambda({
    entry: fromPackage(`dist/${name}.handler.js`),
    outfile,
    manifest: fromPackage('package.json'),
    alsoRefused: ['@nestjs/common', 'express', 'pino'],
  });
  console.log(`${outfile}: ${(bytes / 1024).toFixed(1)} KiB`);
}
