import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from '@jest/globals';
import { accountFault } from '../lib/account/account-fault.js';
import { argumentsOf, readCommandArguments, UnknownArgument } from '../lib/account/command-arguments.js';
import { leftoverStacks } from '../lib/account/deployed-stacks.js';
import { readSettings, type GivenSettings } from '../lib/config.js';
import { isMade, stackIds } from '../lib/stack-ids.js';
import { answered } from './support/recorded-answers.js';
import { deploymentOf, named } from './support/recorded-deployment.js';
import { templatesOf } from './support/templates.js';

describe('an account', () => {
  const region = 'us-west-2';
  const faultOf = (answer: object | Error, wanted: { profile?: string; isBootstrapped?: boolean } = {}) =>
    accountFault(answered(new CloudFormationClient({ region }), { DescribeStacksCommand: () => answer }, []), {
      region,
      profile: undefined,
      isBootstrapped: true,
      ...wanted,
    });
  const missing = named('ValidationError', 'Stack with id CDKToolkit does not exist');

  it('that was bootstrapped can be deployed to', async () => expect(await faultOf({})).toBeUndefined());

  it('that was not says what to run', async () => {
    expect(await faultOf(missing)).toBe(
      'this account was never deployed to in us-west-2: run npm run cdk:bootstrap first',
    );
  });

  it('that was not can be bootstrapped', async () =>
    expect(await faultOf(missing, { isBootstrapped: false })).toBeUndefined());

  it.each([
    ['CredentialsProviderError', 'Could not load credentials from any providers'],
    ['ExpiredToken', 'The security token included in the request is expired'],
    ['InvalidClientTokenId', 'The security token included in the request is invalid.'],
    ['AccessDenied', 'User: me is not authorized to perform: cloudformation:DescribeStacks'],
  ])('that refuses with %s says how to have credentials, and by which it was asked', async (name, message) => {
    const how = 'run aws sso login, or name credentials by --profile or AWS_PROFILE';
    expect(await faultOf(named(name, message))).toBe(`no access to an account (${message}): ${how}`);
    expect(await faultOf(named(name, message), { profile: 'live', isBootstrapped: false })).toBe(
      `no access to an account by the profile live (${message}): ${how}`,
    );
  });
});

describe('a stack that settings no longer make', () => {
  it('is found where it stands', async () => {
    const { tools } = deploymentOf({ stacks: ['annals-dev-dev-network', 'annals-dev-dev-api', 'annals-dev-dev-ci'] });
    const found = (given: GivenSettings) => leftoverStacks(tools.cloudFormation, readSettings(given));
    expect(await found({})).toEqual(['annals-dev-dev-network', 'annals-dev-dev-ci']);
    expect(await found({ vpc: true, repository: 'acme/annals' })).toEqual([]);
  });
});

describe('the stacks that settings make', () => {
  it.each([
    [{}],
    [{ profile: 'production', repository: 'acme/annals', auth: 'cognito' }],
    [{ guardDuty: true, vpc: true }],
  ])('with %j are those that the app has', (given: GivenSettings) => {
    const settings = readSettings(given);
    const ids = stackIds.filter((id) => isMade(id, settings));
    expect([...templatesOf(given).keys()]).toEqual(ids);
  });
});

describe('arguments of the CDK', () => {
  it('are settings, credentials, and what is not ours to read', () => {
    const args = [
      '-c',
      'profile=production',
      '--context=region=eu-west-1',
      '--profile',
      'me',
      '--force',
      '--context',
      'a=b=c',
    ];
    expect(readCommandArguments(args)).toEqual({
      context: { profile: 'production', region: 'eu-west-1', a: 'b=c' },
      profile: 'me',
      rest: ['--force'],
    });
    expect(readCommandArguments(['--profile=you'])).toMatchObject({ profile: 'you' });
  });

  it('of settings give the same settings again', () => {
    const given = {
      profile: 'production',
      environmentSuffix: 'pr7',
      alarmEmails: ['a@example.org', 'b@example.org'],
      waf: false,
      domainName: 'api.example.org',
      certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/a',
    };
    const settings = readSettings(given);
    expect(readSettings(readCommandArguments(argumentsOf(settings)).context)).toEqual(settings);
  });

  it.each([[['-c']], [['-c', 'waf']], [['--profile']]])('%j are refused', (args) =>
    expect(() => readCommandArguments(args)).toThrow(UnknownArgument),
  );
});
