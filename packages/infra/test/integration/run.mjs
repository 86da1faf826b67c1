/**
 * `npm run test:integration [-- -c name=value …] [--profile name]`: tests the deployment that the settings name, as it is in the account.
 * What stands after these is for Jest. Needs what `build` compiles.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const inPackage = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const lib = new URL('../../dist/lib/', import.meta.url).href;

/** @type {typeof import('../../lib/account/command-arguments.js')} */
const { readCommandArguments, UnknownArgument } = await import(`${lib}account/command-arguments.js`);
/** @type {typeof import('../../lib/given-settings.js')} */
const { settingsOfProgram } = await import(`${lib}given-settings.js`);

/** @returns {number} the exit code. */
function main() {
  const { context, profile, rest } = readCommandArguments(process.argv.slice(2));
  const given = /** @type {Record<string, unknown>} */ ({
    ...JSON.parse(process.env.ANNALS_SETTINGS || '{}'),
    ...context,
  });
  // Faults of settings are told a line each, before anything is asked of AWS.
  if (settingsOfProgram(inPackage('settings.json'), given) === undefined) return 1;
  const jest = inPackage('../../node_modules/jest/bin/jest.js');
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest];
  const config = inPackage('jest.integration.config.mjs');
  const env = {
    ...process.env,
    ANNALS_SETTINGS: JSON.stringify(given),
    ...(profile !== undefined && { AWS_PROFILE: profile }),
  };
  const jestArgs = ['--config', config, '--runInBand', '--verbose', ...rest];
  const { status } = spawnSync(process.execPath, [...args, ...jestArgs], { cwd: inPackage(''), env, stdio: 'inherit' });
  return status ?? 1;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof UnknownArgument)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
