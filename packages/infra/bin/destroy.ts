import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../lib/config.js';
import { settingsOfProgram } from '../lib/given-settings.js';
import {
  argumentsOf,
  readCommandArguments,
  UnknownArgument,
  type CommandArguments,
} from '../lib/account/command-arguments.js';
import { accountClients, destroyDeployment } from '../lib/account/destroy-deployment.js';

// Compiled, this file lies in `dist/bin`.
const inPackage = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);

const force = ['--force', '-f'];

function readArguments(): CommandArguments | undefined {
  try {
    const args = readCommandArguments(process.argv.slice(2));
    const unknown = args.rest.find((arg) => !force.includes(arg));
    if (unknown === undefined) return args;
    throw new UnknownArgument(`${unknown}: known are -c name=value, --profile name and --force`);
  } catch (error) {
    if (!(error instanceof UnknownArgument)) throw error;
    say(error.message);
    return undefined;
  }
}

async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    say(`${question} Nobody is there to answer: repeat the command with -- --force`);
    return false;
  }
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asked.question(`${question} (yes/no) `);
  asked.close();
  return answer === 'yes';
}

/** Of the settings as they were decided on, so that what was asked about is what goes. */
function destroyStacks(settings: Settings): Promise<number> {
  const args = ['destroy', '--all', '--force', ...argumentsOf(settings)];
  const cdk = spawn(inPackage('node_modules/.bin/cdk'), args, { cwd: inPackage(''), stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    cdk.once('error', reject);
    cdk.once('close', (code) => resolve(code ?? 1));
  });
}

const args = readArguments();
const settings = args && settingsOfProgram(inPackage('settings.json'), args.context);
if (args === undefined || settings === undefined) process.exitCode = 1;
else {
  if (args.profile !== undefined) process.env['AWS_PROFILE'] = args.profile;
  try {
    process.exitCode = await destroyDeployment(settings, {
      ...accountClients(settings.region),
      profile: process.env['AWS_PROFILE'],
      confirm: args.rest.length > 0 ? () => Promise.resolve(true) : confirm,
      say,
      destroyStacks: () => destroyStacks(settings),
    });
  } catch (error) {
    // No permission, or something that AWS would not do: the SDK's own sentence says what.
    say((error as Error).message);
    process.exitCode = 1;
  }
}
