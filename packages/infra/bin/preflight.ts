import { fileURLToPath } from 'node:url';
import { accountFault } from '../lib/account/account-fault.js';
import { readCommandArguments, UnknownArgument } from '../lib/account/command-arguments.js';
import { accountClients } from '../lib/account/destroy-deployment.js';
import { settingsOfProgram } from '../lib/given-settings.js';

// Compiled, this file lies in `dist/bin`.
const settingsFile = fileURLToPath(new URL('../../settings.json', import.meta.url));

/** Ends with 1 and a sentence where a deployment with these arguments cannot begin. */
async function main(): Promise<void> {
  const { context, profile } = readCommandArguments(process.argv.slice(2));
  const settings = settingsOfProgram(settingsFile, context);
  if (settings === undefined) return;
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  const fault = await accountFault(accountClients(settings.region).cloudFormation, settings.region);
  if (fault === undefined) return;
  process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UnknownArgument)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
