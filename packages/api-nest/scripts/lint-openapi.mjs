/** Lints the description of the API, without asking any network whether the linter is the newest. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const fromPackage = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const { status } = spawnSync(
  fromPackage('node_modules/.bin/redocly'),
  ['lint', '--config', fromPackage('redocly.yaml'), fromPackage('src/openapi/openapi.json')],
  { stdio: 'inherit', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
);
process.exitCode = status ?? 1;
