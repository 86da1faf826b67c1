import { packageOf } from './package-of.mjs';

/** Packages that no function runs, or that stand-ins replace: in a bundle they are a mistake in an import. */
const refusedPackages = [
  '@annals/adapters-embedded',
  '@annals/adapters-telemetry',
  '@aws-sdk/nested-clients',
  '@nestjs/swagger',
  '@opentelemetry/api',
  // The X-Ray SDK's way to follow contexts: it comes along with the whole of the SDK, of which segments are enough.
  'cls-hooked',
  'iconv-lite',
  'libphonenumber-js',
  'pino-pretty',
  'prom-client',
  'swagger-ui-dist',
  'validator',
];

/** Builtins that no function uses. */
const refusedBuiltins = ['node:sqlite', 'sqlite'];

/**
 * What must not be in a bundle but is.
 *
 * @param {import('esbuild').Metafile} metafile
 * @param {readonly string[]} alsoRefused names of further packages.
 * @returns {string[]} a sentence each.
 */
export function judgeBundle(metafile, alsoRefused) {
  const refused = new Set([...refusedPackages, ...alsoRefused]);
  /** @type {Set<string>} */
  const faults = new Set();
  for (const { inputs, imports } of Object.values(metafile.outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(file);
      if (bytesInOutput > 0 && refused.has(name)) faults.add(`it holds ${name}`);
    }
    for (const { path } of imports) if (refusedBuiltins.includes(path)) faults.add(`it requires ${path}`);
  }
  return [...faults];
}
