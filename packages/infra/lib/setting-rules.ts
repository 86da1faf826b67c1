import type { Settings } from './config.js';

type SettingName = keyof Settings;

/** A combination that cannot work: the settings that it is made of, when it is so, and what to set instead. */
interface Rule {
  /** The first one is named in the fault. */
  readonly of: readonly [SettingName, ...SettingName[]];
  readonly broken: (settings: Settings) => boolean;
  readonly says: string;
}

/** Shows a rule no other settings than those that it says it is made of. */
const rule = <const K extends SettingName>(
  of: readonly [K, ...K[]],
  broken: (settings: Pick<Settings, K>) => boolean,
  says: string,
): Rule => ({ of, broken, says });

const isGiven = (value: unknown) => value !== undefined;
const regionOf = (arn: string | undefined) => arn?.split(':')[3];
const isOfAnotherRegion = (arn: string | undefined, region: string) => isGiven(arn) && regionOf(arn) !== region;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
const reservedByCognito = /aws|amazon|cognito/;
const notInDomains =
  'aws, amazon and cognito may not be in the domain of Cognito’s callers; set one without, or another';

/** Something that REST APIs alone have. */
const onRestOnly = (
  name: 'waf' | 'apiTracing' | 'apiLogsRole' | 'apiCaching' | 'apiKeys' | 'privateApi',
  why: string,
): Rule => ({
  of: [name, 'api'],
  broken: (settings) => settings[name] && settings.api === 'http',
  says: `${why}; set api to rest, or ${name} to false`,
});

const ofHttp: readonly Rule[] = [
  onRestOnly('waf', 'a firewall cannot be attached to an HTTP API'),
  onRestOnly('apiTracing', 'the stage of an HTTP API cannot be traced'),
  onRestOnly('apiLogsRole', 'an HTTP API logs without a role of the account'),
  onRestOnly('apiCaching', 'an HTTP API has no cache'),
  onRestOnly('apiKeys', 'an HTTP API has no API keys and usage plans'),
  onRestOnly('privateApi', 'an HTTP API cannot be private'),
];

const ofCallers: readonly Rule[] = [
  rule(
    ['allowedCallers', 'api'],
    ({ allowedCallers, api }) => allowedCallers.length > 0 && api === 'http',
    'an HTTP API has no resource policy to name callers in; set api to rest, or no allowedCallers',
  ),
  rule(
    ['allowedCallers', 'auth'],
    ({ allowedCallers, auth }) => allowedCallers.length > 0 && auth !== 'iam',
    'callers are IAM principals only with auth iam; set auth to iam, or no allowedCallers',
  ),
  rule(
    ['auth', 'api'],
    ({ auth, api }) => auth === 'jwt' && api === 'rest',
    'a REST API knows no tokens of other issuers; set api to http, or auth to cognito, custom or iam',
  ),
  rule(
    ['jwtIssuer', 'auth'],
    ({ jwtIssuer, auth }) => auth === 'jwt' && !isGiven(jwtIssuer),
    'is needed with auth jwt; set the address that tokens name in iss',
  ),
  rule(
    ['jwtIssuer', 'auth'],
    ({ jwtIssuer, auth }) => auth !== 'jwt' && isGiven(jwtIssuer),
    'nobody would ask it; set auth to jwt, or no jwtIssuer',
  ),
  rule(
    ['jwtAudience', 'auth'],
    ({ jwtAudience, auth }) => auth === 'jwt' && jwtAudience.length === 0,
    'is needed with auth jwt; set what tokens name in aud',
  ),
  rule(
    ['jwtAudience', 'auth'],
    ({ jwtAudience, auth }) => auth !== 'jwt' && jwtAudience.length > 0,
    'nobody would compare it; set auth to jwt, or no jwtAudience',
  ),
  rule(
    ['authorizerFunctionArn', 'auth'],
    ({ authorizerFunctionArn, auth }) => auth === 'custom' && !isGiven(authorizerFunctionArn),
    'is needed with auth custom; set the ARN of the function that judges callers',
  ),
  rule(
    ['authorizerFunctionArn', 'auth'],
    ({ authorizerFunctionArn, auth }) => auth !== 'custom' && isGiven(authorizerFunctionArn),
    'nobody would ask it; set auth to custom, or no authorizerFunctionArn',
  ),
  rule(
    ['authorizerFunctionArn', 'region'],
    ({ authorizerFunctionArn, region }) => isOfAnotherRegion(authorizerFunctionArn, region),
    'is of another region; set the ARN of a function in the region of the deployment',
  ),
  rule(
    ['project', 'auth'],
    ({ project, auth }) => auth === 'cognito' && reservedByCognito.test(project),
    `${notInDomains} auth`,
  ),
  rule(
    ['environmentSuffix', 'auth'],
    ({ environmentSuffix, auth }) => auth === 'cognito' && reservedByCognito.test(environmentSuffix),
    `${notInDomains} auth`,
  ),
];

const ofAddress: readonly Rule[] = [
  rule(
    ['privateApi', 'vpc'],
    ({ privateApi, vpc }) => privateApi && !vpc,
    'a private API is reached through a VPC; set vpc to true, or privateApi to false',
  ),
  rule(
    ['privateApi', 'domainName'],
    ({ privateApi, domainName }) => privateApi && isGiven(domainName),
    'a private API is reached by the address of its endpoint; set no domainName, or privateApi to false',
  ),
  rule(
    ['shieldAdvanced', 'domainName', 'hostedZoneId'],
    ({ shieldAdvanced, domainName, hostedZoneId }) => shieldAdvanced && !(isGiven(domainName) && isGiven(hostedZoneId)),
    'Shield protects the zone of the domain, not API Gateway itself; set domainName and hostedZoneId, or shieldAdvanced to false',
  ),
  rule(
    ['certificateArn', 'domainName'],
    ({ certificateArn, domainName }) => isGiven(domainName) && !isGiven(certificateArn),
    'is missing for the domain; set the ARN of a certificate in the same region',
  ),
  rule(
    ['certificateArn', 'region'],
    ({ certificateArn, region }) => isOfAnotherRegion(certificateArn, region),
    'is of another region; set the ARN of a certificate in the region of the deployment',
  ),
  rule(
    ['domainName', 'certificateArn', 'hostedZoneId'],
    ({ domainName, certificateArn, hostedZoneId }) =>
      !isGiven(domainName) && (isGiven(certificateArn) || isGiven(hostedZoneId)),
    'is missing where certificateArn or hostedZoneId is given; set the domain, or neither of them',
  ),
];

const ofTheRest: readonly Rule[] = [
  rule(
    ['nat', 'vpc'],
    ({ nat, vpc }) => nat && !vpc,
    'a NAT gateway stands in a VPC; set vpc to true, or nat to false',
  ),
  // @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  rule(
    ['project', 'vpc'],
    ({ project, vpc }) => project === 'sg' && vpc,
    'no security group may have a name that begins with sg-; set another project, or vpc to false',
  ),
  rule(
    ['retainData', 'stage'],
    ({ retainData, stage }) => !retainData && stage === 'prod',
    'data of the stage prod is kept; set another stage, or retainData to true',
  ),
  rule(
    ['runtimeVersion', 'region'],
    ({ runtimeVersion, region }) => isOfAnotherRegion(runtimeVersion, region),
    'is of another region; set the ARN of a version in the region of the deployment',
  ),
  rule(
    ['githubSubject', 'repository'],
    ({ githubSubject, repository }) => isGiven(githubSubject) && !repository.includes('/'),
    'is of no use without a repository whose workflows deploy; set repository to owner/name, or no githubSubject',
  ),
  rule(
    ['slackChannelId', 'slackWorkspaceId'],
    ({ slackChannelId, slackWorkspaceId }) => isGiven(slackWorkspaceId) !== isGiven(slackChannelId),
    'goes with slackWorkspaceId; set both, or neither',
  ),
  rule(
    ['teamsChannelId', 'teamsTenantId', 'teamsTeamId'],
    ({ teamsChannelId, teamsTenantId, teamsTeamId }) =>
      new Set([teamsTenantId, teamsTeamId, teamsChannelId].map(isGiven)).size > 1,
    'goes with teamsTenantId and teamsTeamId; set all three, or none',
  ),
];

/**
 * A line for each combination of the settings that cannot be deployed: the setting's name, why, and what to set.
 *
 * @param unknown settings of which nobody can say what they will be; rules about them are left out
 */
export function impossibleCombinations(settings: Settings, unknown: ReadonlySet<string>): readonly string[] {
  return [...ofHttp, ...ofCallers, ...ofAddress, ...ofTheRest]
    .filter(({ of, broken }) => !of.some((name) => unknown.has(name)) && broken(settings))
    .map(({ of: [name], says }) => `${name}: ${says}`);
}
