import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { outputFolder } from './support/stacks-of.js';

const inPackage = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The environment of somebody who has no account: no credentials, no profile, no instance that would give some. */
function withoutAccount(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const nowhere = join(outputFolder(), 'nothing');
  return {
    ...Object.fromEntries(kept),
    // Its own command line and the app that it starts run on this Node.
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

interface Ended {
  readonly code: number | null;
  readonly errors: string;
}

function run(command: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(command, args, {
    cwd: inPackage(''),
    env: withoutAccount(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, errors }));
  });
}

const cdk = inPackage('node_modules/.bin/cdk');
const synth = (output: string, ...settings: readonly string[]) =>
  run(cdk, ['synth', '--quiet', '--no-notices', '--output', output, ...settings.flatMap((setting) => ['-c', setting])]);

describe('cdk synth', () => {
  it.each([
    ['starter', 'dev'],
    ['production', 'prod'],
  ])(
    'makes the templates of %s from what is built, without an account',
    async (profile, stage) => {
      const output = outputFolder();
      const { code, errors } = await synth(output, `profile=${profile}`);
      expect([code, errors]).toEqual([0, expect.not.stringContaining('ERROR')]);
      const files = readdirSync(output);
      for (const stack of ['security', 'data', 'ingest', 'api', 'monitoring'])
        expect(files).toContain(`${stack}.template.json`);
      expect(files.includes('network.template.json')).toBe(stage === 'prod');
    },
    120_000,
  );

  it('ends with a line for each fault of the settings, and makes nothing', async () => {
    const output = join(outputFolder(), 'out');
    const { code, errors } = await synth(output, 'profile=starter', 'stage=live', 'environmentSuffix=Me', 'colour=red');
    expect(code).not.toBe(0);
    const lines = errors.split('\n').map((line) => line.split(':')[0]);
    expect(lines.filter((name) => ['stage', 'environmentSuffix', 'colour'].includes(name!)).sort()).toEqual([
      'colour',
      'environmentSuffix',
      'stage',
    ]);
    expect(errors).not.toMatch(/^\s+at /m);
    expect(existsSync(join(output, 'manifest.json'))).toBe(false);
  });
});

describe('a deployment without credentials', () => {
  it.each([['bootstrap'], ['diff'], ['deploy']])('says before %s what to run', async (command) => {
    const { code, errors } = await run(process.execPath, [
      inPackage('dist/bin/preflight.js'),
      command,
      '-c',
      'profile=production',
    ]);
    expect(code).toBe(1);
    expect(errors).toMatch(/^no access to an account \(.+\): run aws sso login/);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });

  it('is not destroyed, and says the same of it in one line', async () => {
    const { code, errors } = await run(process.execPath, [inPackage('dist/bin/destroy.js'), '--force']);
    expect(code).toBe(1);
    expect(errors.trim().split('\n')).toHaveLength(1);
    expect(errors).toMatch(/^no access to an account \(.+\): run aws sso login/);
  });

  it('is not destroyed at all where its data is kept', async () => {
    const { code, errors } = await run(process.execPath, [
      inPackage('dist/bin/destroy.js'),
      '-c',
      'stage=prod',
      '--force',
    ]);
    expect([code, errors]).toEqual([1, expect.stringMatching(/^retainData: /)]);
  });

  it('tells of an argument that it does not know', async () => {
    const { code, errors } = await run(process.execPath, [inPackage('dist/bin/destroy.js'), '--all']);
    expect([code, errors]).toEqual([1, '--all: known are -c name=value, --profile name and --force\n']);
  });
});
