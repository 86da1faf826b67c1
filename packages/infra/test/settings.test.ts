import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSettings, SettingsError, type GivenSettings } from '../lib/config.js';
import { settingDefinitions } from '../lib/setting-definitions.js';

/** The lines that settings are refused with. */
function faultsOf(given: GivenSettings): readonly string[] {
  try {
    readSettings(given);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

const teams = {
  teamsTenantId: '0a1b2c3d-0000-4000-8000-000000000000',
  teamsTeamId: '0a1b2c3d-0000-4000-8000-000000000001',
  teamsChannelId: '19%3aabcdefgh%40thread.tacv2',
};
const certificateArn = 'arn:aws:acm:us-west-2:123456789012:certificate/0a1b';

describe('settings', () => {
  it('are a starter called annals-dev-dev in us-west-2 where nobody says otherwise', () => {
    expect(readSettings({})).toMatchObject({
      profile: 'starter',
      project: 'annals',
      stage: 'dev',
      environmentSuffix: 'dev',
      region: 'us-west-2',
      api: 'rest',
      auth: 'iam',
    });
  });

  it('of a starter leave off what costs while idle, and every option', () => {
    const { vpc, nat, customerKeys, waf, cloudTrail, guardDuty, shieldAdvanced, apiCaching, retainData } = readSettings(
      {},
    );
    expect([vpc, nat, customerKeys, waf, cloudTrail, guardDuty, shieldAdvanced, apiCaching, retainData]).toEqual(
      Array(9).fill(false),
    );
  });

  it('of production switch on network, keys, firewall, trail and threat detection, and keep the data', () => {
    const settings = readSettings({ profile: 'production' });
    const { vpc, customerKeys, waf, cloudTrail, guardDuty, retainData, apiTracing } = settings;
    expect([vpc, customerKeys, waf, cloudTrail, guardDuty, retainData, apiTracing]).toEqual(Array(7).fill(true));
    const { stage, nat, shieldAdvanced, apiCaching, apiKeys, privateApi } = settings;
    expect(stage).toBe('prod');
    expect([nat, shieldAdvanced, apiCaching, apiKeys, privateApi]).toEqual(Array(5).fill(false));
  });

  it('come as text of a command line as well as JSON', () => {
    const asText = {
      guardDuty: 'false',
      throttlingRate: '7',
      alarmEmails: 'a@example.org,b@example.org',
      logRetentionDays: '400',
    };
    const asJson = {
      guardDuty: false,
      throttlingRate: 7,
      alarmEmails: ['a@example.org', 'b@example.org'],
      logRetentionDays: 400,
    };
    expect(readSettings(asText)).toEqual(readSettings(asJson));
  });

  it('keep the data of the stage prod in every profile', () => {
    expect(readSettings({ stage: 'prod' }).retainData).toBe(true);
  });

  it('cannot be altered', () => expect(Object.isFrozen(readSettings({}))).toBe(true));
});

describe('a wrong setting', () => {
  it.each<[GivenSettings, string]>([
    [{ profile: 'prod' }, 'profile: must be one of starter, production, not "prod"'],
    [{ stage: 'Dev' }, 'stage: must be one of dev, test, staging, prod, not "Dev"'],
    [
      { environmentSuffix: 'Feature' },
      'environmentSuffix: must be 1 to 16 lower-case letters and digits, not "Feature"',
    ],
    [{ environmentSuffix: 'a-b' }, 'environmentSuffix: must be 1 to 16 lower-case letters and digits, not "a-b"'],
    [{ environmentSuffix: '' }, 'environmentSuffix: must be 1 to 16 lower-case letters and digits, not ""'],
    [{ throttlingRate: '1.5' }, 'throttlingRate: must be a whole number from 1 to 10000, not "1.5"'],
    [{ throttlingRate: 0 }, 'throttlingRate: must be a whole number from 1 to 10000, not 0'],
    [{ waf: 'yes' }, 'waf: must be true or false, not "yes"'],
    [{ logRetentionDays: 30 }, 'logRetentionDays: must be one of 365, 400'],
    [{ alarmEmails: 'nobody' }, 'alarmEmails: must be a list of which each is an e-mail address, not "nobody"'],
    [{ region: 'us-west-9' }, 'region: must be one of '],
    [{ region: 'cn-north-1' }, 'region: must be one of '],
    [
      { repository: 'a/b', githubSubject: 'repo:a/*' },
      'githubSubject: must be repo:owner/name, as GitHub signs it, not "repo:a/*"',
    ],
    [{ certificateArn: 'arn:aws:acm:us-west-2', domainName: 'a.example.org' }, 'certificateArn: must be the ARN of'],
    [
      { authorizerFunctionArn: 'arn:aws:lambda:us-west-2:123456789012:function:', auth: 'custom' },
      'authorizerFunctionArn: must be the ARN of a Lambda function, not ',
    ],
    [
      { ...teams, teamsTenantId: '-'.repeat(36) },
      'teamsTenantId: must be a UUID, not "------------------------------------"',
    ],
    [{ Profile: 'starter' }, 'Profile: there is no such setting; known are profile, project, '],
    [{ constructor: 'x' }, 'constructor: there is no such setting'],
  ])('of %j is told by its name', (given, line) => {
    const faults = faultsOf(given);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(line);
  });

  it('does not hide the next one', () => {
    const faults = faultsOf({ profile: 'x', stage: 'x', region: 'x', environmentSuffix: 'X', colour: 'red' });
    expect(faults.map((line) => line.split(':')[0])).toEqual([
      'colour',
      'profile',
      'stage',
      'environmentSuffix',
      'region',
    ]);
  });

  it('does not hide a combination of others that cannot work', () => {
    expect(faultsOf({ region: 'x', nat: true }).map((line) => line.split(':')[0])).toEqual(['region', 'nat']);
  });

  it('is not guessed at: what depends on it is not judged', () => {
    // Whoever means production has a VPC; whoever means rest may have a firewall.
    expect(faultsOf({ profile: 'prodution', nat: true })).toHaveLength(1);
    expect(faultsOf({ api: 'htp', auth: 'jwt', jwtIssuer: 'https://a.example', jwtAudience: 'a' })).toHaveLength(1);
    expect(faultsOf({ project: 'abcdefghijklmnop', environmentSuffix: 'abcdefghijklmnop', region: 'x' })).toHaveLength(
      1,
    );
  });

  it('is one line each, whatever it is', () => {
    const anything = fc.dictionary(fc.constantFrom(...Object.keys(settingDefinitions), 'other'), fc.jsonValue(), {
      maxKeys: 4,
    });
    fc.assert(
      fc.property(anything, (given) => faultsOf(given).every((line) => /^\w+: [^\n]+$/.test(line))),
      { numRuns: 300 },
    );
  });
});

describe('names', () => {
  it('that would be too long for the region are refused before anything is made', () => {
    const given = { project: 'abcdefghijklmnop', environmentSuffix: 'abcdefghijklmnop' };
    expect(faultsOf(given).join('\n')).toMatch(
      /^environmentSuffix: the name of a bucket would have \d+ characters .* set a shorter/,
    );
  });
});

describe('a combination that cannot work', () => {
  const judge = 'arn:aws:lambda:us-west-2:123456789012:function:judge';
  const domain = { domainName: 'events.example.org', certificateArn };
  it.each<[string, GivenSettings, string[]]>([
    ['a firewall on an HTTP API', { api: 'http', waf: true }, ['waf: ']],
    [
      'production with an HTTP API, whose firewall nobody switched off',
      { profile: 'production', api: 'http' },
      ['waf: '],
    ],
    ['a traced HTTP API', { api: 'http', apiTracing: true }, ['apiTracing: ']],
    ['a cached HTTP API', { api: 'http', apiCaching: true }, ['apiCaching: ']],
    ['API keys of an HTTP API', { api: 'http', apiKeys: true }, ['apiKeys: ']],
    ['a private HTTP API', { api: 'http', privateApi: true, vpc: true }, ['privateApi: ']],
    ['a private API without a VPC', { privateApi: true }, ['privateApi: ']],
    ['a private API with a domain', { privateApi: true, vpc: true, ...domain }, ['privateApi: ']],
    ['tokens on a REST API', { auth: 'jwt', jwtIssuer: 'https://a.example', jwtAudience: 'annals' }, ['auth: ']],
    ['tokens of nobody', { api: 'http', auth: 'jwt' }, ['jwtIssuer: ', 'jwtAudience: ']],
    ['an authoriser that is not there', { auth: 'custom' }, ['authorizerFunctionArn: ']],
    ['IAM callers without IAM', { auth: 'cognito', allowedCallers: '123456789012' }, ['allowedCallers: ']],
    ['named callers of an HTTP API', { api: 'http', allowedCallers: '123456789012' }, ['allowedCallers: ']],
    ['a domain without a certificate', { domainName: 'events.example.org' }, ['certificateArn: is missing']],
    ['a certificate of another region', { ...domain, region: 'eu-west-1' }, ['certificateArn: is of another region']],
    ['a certificate without a domain', { certificateArn }, ['domainName: ']],
    ['Shield without a zone', { shieldAdvanced: true, ...domain }, ['shieldAdvanced: ']],
    ['an issuer whose tokens nobody asks for', { jwtIssuer: 'https://a.example' }, ['jwtIssuer: ']],
    ['an audience whose tokens nobody asks for', { jwtAudience: 'annals' }, ['jwtAudience: ']],
    ['an authoriser that nobody asks', { authorizerFunctionArn: judge }, ['authorizerFunctionArn: ']],
    [
      'an authoriser of another region',
      { auth: 'custom', authorizerFunctionArn: judge, region: 'eu-west-1' },
      ['authorizerFunctionArn: '],
    ],
    [
      'a runtime of another region',
      { runtimeVersion: `arn:aws:lambda:eu-west-1::runtime:${'0'.repeat(64)}` },
      ['runtimeVersion: '],
    ],
    ['a project that Cognito keeps for itself', { auth: 'cognito', project: 'myaws' }, ['project: ']],
    [
      'a suffix that Cognito keeps for itself',
      { auth: 'cognito', environmentSuffix: 'cognito' },
      ['environmentSuffix: '],
    ],
    ['a project whose security groups look like ids', { vpc: true, project: 'sg' }, ['project: ']],
    ['NAT without a VPC', { nat: true }, ['nat: ']],
    ['data of prod that is not kept', { stage: 'prod', retainData: false }, ['retainData: ']],
    ['a subject of no repository', { githubSubject: 'repo:acme-1/annals-2' }, ['githubSubject: ']],
    ['half of Slack', { slackWorkspaceId: 'T0123456' }, ['slackChannelId: ']],
    ['a third of Teams', { teamsChannelId: '19%3aabcdefgh%40thread.tacv2' }, ['teamsChannelId: ']],
  ])('is refused: %s', (_name, given, beginnings) => {
    const faults = faultsOf(given);
    expect(faults).toHaveLength(beginnings.length);
    faults.forEach((line, index) => expect(line).toContain(beginnings[index]!));
    for (const line of faults) expect(line).toMatch(/; set .+$/);
  });

  it('is mended by what its sentence says', () => {
    expect(faultsOf({ profile: 'production', api: 'http', waf: false })).toEqual([]);
    expect(faultsOf({ privateApi: true, vpc: true })).toEqual([]);
    expect(faultsOf({ ...domain })).toEqual([]);
    expect(faultsOf({ api: 'http', auth: 'jwt', jwtIssuer: 'https://a.example', jwtAudience: 'annals' })).toEqual([]);
  });
});
