import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CloudFormation, type Stacks } from './cloud-formation.js';
import { LocalDeployment } from './local-deployment.js';

const program = fileURLToPath(new URL('../integration/run.mjs', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs what `npm run test:integration` runs, in the environment of somebody who has set nothing of AWS but this. */
async function testIntegration(
  variables: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:AWS|ANNALS|JEST)_/.test(name));
  const nobody = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
  const env = { ...Object.fromEntries(inherited), ...nobody, ...variables };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

let deployment: LocalDeployment;
let cloudFormation: CloudFormation;
let variables: Record<string, string>;
beforeAll(async () => {
  deployment = await LocalDeployment.start({ api: 'rest' });
  cloudFormation = await CloudFormation.start(stacksOf({}));
  variables = {
    ...deployment.callerVariables,
    AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.endpoint,
    ANNALS_LOAD_SECONDS: '2',
  };
});
afterAll(async () => {
  await cloudFormation.stop();
  await deployment.stop();
});

/** The stacks of the deployment, as CloudFormation has them. @param table what became of the table since */
function stacksOf(table: Pick<NonNullable<Stacks[string]['resources']>[string], 'drift'>): Stacks {
  return {
    'annals-dev-dev-data': {
      outputs: {
        BucketName: deployment.bucket,
        EventQueueUrl: deployment.queueUrls.events,
        NotificationQueueUrl: deployment.queueUrls.notifications,
      },
      resources: { Table: { type: 'AWS::DynamoDB::GlobalTable', ...table } },
    },
    'annals-dev-dev-api': { outputs: { ApiUrl: `${deployment.baseUrl}/` } },
  };
}

it('npm run test:integration finds a deployment by its stacks, and everything as it must be', async () => {
  const { code, output } = await testIntegration(variables, '-c', 'region=us-east-1');
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/Tests: +(\d+) passed, \1 total/) });
});

it('npm run test:integration fails where the deployment is not what it must be', async () => {
  const broken = { ...variables, AWS_SECRET_ACCESS_KEY: 'another' };
  const { code, output } = await testIntegration(broken, '-c', 'region=us-east-1', '-t', 'says to whom it knows');
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringMatching(/1 failed/) });
});

it('npm run test:integration fails where somebody has altered what the templates say, and says what', async () => {
  const drift = {
    path: '/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled',
    expected: 'true',
    actual: 'false',
  };
  const altered = await CloudFormation.start(stacksOf({ drift }));
  const told = { ...variables, AWS_ENDPOINT_URL_CLOUDFORMATION: altered.endpoint };
  const { code, output } = await testIntegration(told, '-c', 'region=us-east-1', '-t', 'what its templates say');
  await altered.stop();
  const line = `annals-dev-dev-data Table (AWS::DynamoDB::GlobalTable): ${drift.path} is false, and true in the template`;
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining(line) });
});

it('npm run test:integration fails where the profile that it was given does not exist', async () => {
  const { code, output } = await testIntegration({}, '--profile', 'stagging');
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringMatching(/AWS_PROFILE=stagging gives no/) });
});

it('npm run test:integration says in one line why it tests nothing where there are no credentials', async () => {
  const { code, output } = await testIntegration({});
  expect(code).toBe(0);
  expect(output).toMatch(/^test:integration: skipped, there are no credentials of AWS/m);
});

it('npm run test:integration says what is wrong with its settings, a line each', async () => {
  expect(await testIntegration({}, '-c', 'stage=nope', '-c', 'region=moon')).toEqual({
    code: 1,
    output: expect.stringMatching(/^stage: must be [^\n]*\nregion: must be [^\n]*\n$/),
  });
});
