import { fileURLToPath } from 'node:url';
import { accountFault } from '../lib/account/account-fault.js';
import { readCommandArguments, UnknownArgument } from '../lib/account/command-arguments.js';
import { leftoverStacks } from '../lib/account/deployed-stacks.js';
import { accountClients } from '../lib/account/destroy-deployment.js';
import { settingsOfProgram } from '../lib/given-settings.js';

// Compiled, this file lies in `dist/bin`.
const settingsFile = fileURLToPath(new URL('../../settings.json', import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);

/** Ends with 1 and a sentence where a command of the CDK with these arguments cannot begin. */
async function main(command: string | undefined, args: readonly string[]): Promise<void> {
  const { context, profile } = readCommandArguments(args);
  const settings = settingsOfProgram(settingsFile, context);
  if (settings === undefined) return;
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  const { region } = settings;
  const { cloudFormation } = accountClients(region);
  const isBootstrapped = command !== 'bootstrap';
  const fault = await accountFault(cloudFormation, { region, profile: process.env['AWS_PROFILE'], isBootstrapped });
  if (fault !== undefined) {
    say(fault);
    process.exitCode = 1;
  } else if (command === 'deploy')
    for (const name of await leftoverStacks(cloudFormation, settings))
      say(
        `${name}: stands there from other settings; once this is deployed, aws cloudformation delete-stack --region ${region} --stack-name ${name}`,
      );
}

try {
  await main(process.argv[2], process.argv.slice(3));
} catch (error) {
  if (!(error instanceof UnknownArgument)) throw error;
  say(error.message);
  process.exitCode = 1;
}
