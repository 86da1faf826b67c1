import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { settingsOfProgram } from '../lib/given-settings.js';
import { readCommandArguments, UnknownArgument, type CommandArguments } from '../lib/account/command-arguments.js';
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

function destroyStacks({ context, profile }: CommandArguments): Promise<number> {
  const settings = Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
  const credentials = profile === undefined ? [] : ['--profile', profile];
  const args = ['destroy', '--all', '--force', ...settings, ...credentials];
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
      confirm: args.rest.length > 0 ? () => Promise.resolve(true) : confirm,
      say,
      destroyStacks: () => destroyStacks(args),
    });
  } catch (error) {
    // No credentials, no network, no permission: the SDK's own sentence says which.
    say((error as Error).message);
    process.exitCode = 1;
  }
}
