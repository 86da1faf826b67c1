import type { Settings } from './config.js';

/** A combination that cannot work: the setting to name, when it is so, and what to set instead. */
interface Rule {
  readonly setting: keyof Settings;
  readonly broken: (settings: Settings) => boolean;
  readonly says: string;
}

const isHttp = ({ api }: Settings) => api === 'http';

const rules: readonly Rule[] = [
  {
    setting: 'waf',
    broken: (settings) => settings.waf && isHttp(settings),
    says: 'a firewall cannot be attached to an HTTP API; set api to rest, or waf to false',
  },
  {
    setting: 'apiTracing',
    broken: (settings) => settings.apiTracing && isHttp(settings),
    says: 'the stage of an HTTP API cannot be traced; set api to rest, or apiTracing to false',
  },
  {
    setting: 'apiLogsRole',
    broken: (settings) => settings.apiLogsRole && isHttp(settings),
    says: 'an HTTP API logs without a role of the account; set api to rest, or apiLogsRole to false',
  },
  {
    setting: 'apiCaching',
    broken: (settings) => settings.apiCaching && isHttp(settings),
    says: 'an HTTP API has no cache; set api to rest, or apiCaching to false',
  },
  {
    setting: 'apiKeys',
    broken: (settings) => settings.apiKeys && isHttp(settings),
    says: 'an HTTP API has no API keys and usage plans; set api to rest, or apiKeys to false',
  },
  {
    setting: 'privateApi',
    broken: (settings) => settings.privateApi && isHttp(settings),
    says: 'an HTTP API cannot be private; set api to rest, or privateApi to false',
  },
  {
    setting: 'privateApi',
    broken: ({ privateApi, vpc }) => privateApi && !vpc,
    says: 'a private API is reached through a VPC; set vpc to true, or privateApi to false',
  },
  {
    setting: 'privateApi',
    broken: ({ privateApi, domainName }) => privateApi && domainName !== undefined,
    says: 'a private API is reached by the address of its endpoint; set no domainName, or privateApi to false',
  },
  {
    setting: 'shieldAdvanced',
    broken: ({ shieldAdvanced, domainName, hostedZoneId }) =>
      shieldAdvanced && (domainName === undefined || hostedZoneId === undefined),
    says: 'Shield protects the zone of the domain, not API Gateway itself; set domainName and hostedZoneId, or shieldAdvanced to false',
  },
  {
    setting: 'allowedCallers',
    broken: ({ allowedCallers, auth }) => allowedCallers.length > 0 && auth !== 'iam',
    says: 'callers are IAM principals only with auth iam; set auth to iam, or no allowedCallers',
  },
  {
    setting: 'allowedCallers',
    broken: (settings) => settings.allowedCallers.length > 0 && isHttp(settings),
    says: 'an HTTP API has no resource policy to name callers in; set api to rest, or no allowedCallers',
  },
  {
    setting: 'auth',
    broken: (settings) => settings.auth === 'jwt' && !isHttp(settings),
    says: 'a REST API knows no tokens of other issuers; set api to http, or auth to cognito, custom or iam',
  },
  {
    setting: 'jwtIssuer',
    broken: ({ auth, jwtIssuer }) => auth === 'jwt' && jwtIssuer === undefined,
    says: 'is needed with auth jwt; set the address that tokens name in iss',
  },
  {
    setting: 'jwtAudience',
    broken: ({ auth, jwtAudience }) => auth === 'jwt' && jwtAudience.length === 0,
    says: 'is needed with auth jwt; set what tokens name in aud',
  },
  {
    setting: 'authorizerFunctionArn',
    broken: ({ auth, authorizerFunctionArn }) => auth === 'custom' && authorizerFunctionArn === undefined,
    says: 'is needed with auth custom; set the ARN of the function that judges callers',
  },
  {
    setting: 'authorizerFunctionArn',
    broken: ({ auth, authorizerFunctionArn, region }) =>
      auth === 'custom' && authorizerFunctionArn !== undefined && authorizerFunctionArn.split(':')[3] !== region,
    says: 'is of another region; set the ARN of a function in the region of the deployment',
  },
  {
    setting: 'certificateArn',
    broken: ({ domainName, certificateArn }) => domainName !== undefined && certificateArn === undefined,
    says: 'is missing for the domain; set the ARN of a certificate in the same region',
  },
  {
    setting: 'certificateArn',
    broken: ({ certificateArn, region }) => certificateArn !== undefined && certificateArn.split(':')[3] !== region,
    says: 'is of another region; set the ARN of a certificate in the region of the deployment',
  },
  {
    setting: 'domainName',
    broken: ({ domainName, certificateArn, hostedZoneId }) =>
      domainName === undefined && (certificateArn !== undefined || hostedZoneId !== undefined),
    says: 'is missing where certificateArn or hostedZoneId is given; set the domain, or neither of them',
  },
  {
    setting: 'nat',
    broken: ({ nat, vpc }) => nat && !vpc,
    says: 'a NAT gateway stands in a VPC; set vpc to true, or nat to false',
  },
  {
    setting: 'retainData',
    broken: ({ retainData, stage }) => !retainData && stage === 'prod',
    says: 'data of the stage prod is kept; set another stage, or retainData to true',
  },
  {
    setting: 'githubSubject',
    broken: ({ githubSubject, repository }) => githubSubject !== undefined && !repository.includes('/'),
    says: 'is of no use without a repository whose workflows deploy; set repository to owner/name, or no githubSubject',
  },
  {
    setting: 'slackChannelId',
    broken: ({ slackWorkspaceId, slackChannelId }) =>
      (slackWorkspaceId === undefined) !== (slackChannelId === undefined),
    says: 'goes with slackWorkspaceId; set both, or neither',
  },
  {
    setting: 'teamsChannelId',
    broken: ({ teamsTenantId, teamsTeamId, teamsChannelId }) =>
      new Set([teamsTenantId, teamsTeamId, teamsChannelId].map((value) => value === undefined)).size > 1,
    says: 'goes with teamsTenantId and teamsTeamId; set all three, or none',
  },
];

/** A line for each combination of the settings that cannot be deployed: the setting's name, why, and what to set. */
export function impossibleCombinations(settings: Settings): readonly string[] {
  return rules.filter(({ broken }) => broken(settings)).map(({ setting, says }) => `${setting}: ${says}`);
}
