import { RegionInfo } from 'aws-cdk-lib/region-info';
import { boolean, integer, list, matching, oneOf, optional, type SettingKind } from './setting-kinds.js';

/** What the defaults of the other settings depend on. */
export interface SettingBasis {
  readonly profile: Profile;
  readonly stage: Stage;
  readonly api: ApiKind;
}

/** One setting: its form, what it is where nobody sets it, and what it is for. */
export interface SettingDefinition<T> {
  readonly kind: SettingKind<T>;
  readonly byDefault: (basis: SettingBasis) => T;
  readonly says: string;
}

/** How much is switched on. */
type Profile = 'starter' | 'production';
/** What a deployment is for; in `prod` data outlives the stacks. */
type Stage = 'dev' | 'test' | 'staging' | 'prod';
/** The kind of API Gateway. */
export type ApiKind = 'rest' | 'http';

const define = <T>(
  kind: SettingKind<T>,
  byDefault: (basis: SettingBasis) => NoInfer<T>,
  says: string,
): SettingDefinition<T> => ({ kind, byDefault, says });

const inProduction = ({ profile }: SettingBasis) => profile === 'production';
const never = () => false;
const unset = () => undefined;

const regions = RegionInfo.regions.filter(({ partition }) => partition === 'aws').map(({ name }) => name);
const certificate = /^arn:aws:acm:[a-z0-9-]+:[0-9]{12}:certificate\/[\w-]{1,64}$/;
const lambdaFunction = /^arn:aws:lambda:[a-z0-9-]+:[0-9]{12}:function:[\w-]{1,64}(:[\w$-]{1,128})?$/;
const uuid = matching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/, 'a UUID');
const principal = matching(
  /^(arn:aws:iam::[0-9]{12}:\S+|[0-9]{12}|role\/\S+|user\/\S+)$/,
  'an account, an IAM ARN, or role/… or user/… of this account',
);

/**
 * Every setting by its name. A name of one letter more or less is refused, so this is also the list of all that can be set.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/context.html for how `-c name=value` reaches it
 */
export const settingDefinitions = {
  profile: define(oneOf(['starter', 'production']), ({ profile }) => profile, 'how much is switched on'),
  project: define(
    matching(/^[a-z][a-z0-9]{1,15}$/, '2 to 16 lower-case letters and digits, a letter first'),
    () => 'annals',
    'first part of every name',
  ),
  stage: define(oneOf(['dev', 'test', 'staging', 'prod']), ({ stage }) => stage, 'second part of every name'),
  environmentSuffix: define(
    matching(/^[a-z0-9]{1,16}$/, '1 to 16 lower-case letters and digits'),
    () => 'dev',
    'third part of every name: tells deployments in one account apart',
  ),
  region: define(oneOf(regions), () => 'us-west-2', 'where everything is'),
  author: define(
    matching(/^[\w .:/=+@-]{1,128}$/, 'up to 128 letters, digits, spaces and .:/=+-@_'),
    () => 'annals',
    'tag',
  ),
  repository: define(
    matching(/^[A-Za-z0-9._-]{1,100}(\/[A-Za-z0-9._-]{1,100})?$/, 'a name, or owner/name'),
    () => 'annals',
    'tag; with an owner, the GitHub repository whose workflows deploy',
  ),
  githubSubject: define(
    optional(matching(/^repo:[\w.@-]{1,100}\/[\w.@-]{1,150}$/, 'repo:owner/name, as GitHub signs it')),
    unset,
    'whose workflows deploy, where GitHub signs more than the name: repo:owner-1234/name-5678',
  ),
  githubEnvironment: define(
    matching(/^[\w.-]{1,64}$/, 'the name of an environment'),
    ({ stage }) => (stage === 'prod' ? 'production' : stage),
    'environment of the repository whose workflows deploy',
  ),
  githubProvider: define(
    boolean,
    () => true,
    'the provider of GitHub’s workflows; an account has one: switch off where it has one',
  ),
  api: define(oneOf(['rest', 'http']), ({ api }) => api, 'kind of API Gateway'),
  auth: define(
    oneOf(['iam', 'jwt', 'cognito', 'custom']),
    () => 'iam' as const,
    'how callers of the API prove who they are',
  ),
  allowedCallers: define(
    list(principal),
    () => [],
    'IAM principals that may call the API; none: whoever the account allows',
  ),
  administrators: define(
    list(principal),
    () => ['role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_AdministratorAccess_*'],
    'IAM principals that may read objects beside the functions, where objects are guarded',
  ),
  jwtIssuer: define(
    optional(matching(/^https:\/\/\S{1,512}$/, 'an https address')),
    unset,
    'issuer of tokens, with auth jwt',
  ),
  jwtAudience: define(list(matching(/^\S{1,256}$/, 'a word')), () => [], 'audiences of tokens, with auth jwt'),
  authorizerFunctionArn: define(
    optional(matching(lambdaFunction, 'the ARN of a Lambda function')),
    unset,
    'the function that judges callers, with auth custom',
  ),
  apiTracing: define(boolean, ({ api }) => api === 'rest', 'X-Ray on the stage of the API'),
  apiLogsRole: define(
    boolean,
    ({ api }) => api === 'rest',
    'the role that REST APIs log by; an account has one a region: switch off where it has one',
  ),
  apiCaching: define(boolean, never, 'cache of events by id in the stage, 15 USD a month'),
  apiKeys: define(boolean, never, 'API keys and usage plans'),
  privateApi: define(boolean, never, 'the API answers inside the VPC only'),
  domainName: define(
    optional(
      matching(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'a domain name in lower case'),
    ),
    unset,
    'domain of the API',
  ),
  certificateArn: define(
    optional(matching(certificate, 'the ARN of a certificate')),
    unset,
    'certificate of the domain',
  ),
  hostedZoneId: define(
    optional(matching(/^Z[A-Z0-9]{1,31}$/, 'the id of a Route 53 zone')),
    unset,
    'zone in which the domain is pointed at the API',
  ),
  throttlingRate: define(integer(1, 10_000), (basis) => (inProduction(basis) ? 1000 : 100), 'requests a second'),
  throttlingBurst: define(integer(1, 5000), (basis) => (inProduction(basis) ? 2000 : 200), 'requests at once'),
  waf: define(boolean, inProduction, 'web application firewall on the API'),
  wafRequestsPer5Minutes: define(integer(100, 2_000_000), () => 2000, 'from one address before the firewall blocks it'),
  shieldAdvanced: define(
    boolean,
    never,
    'Shield Advanced on the zone of the domain, in an account that is subscribed: 3,000 USD a month',
  ),
  vpc: define(boolean, inProduction, 'functions run in isolated subnets'),
  nat: define(boolean, never, 'a way from the VPC to the internet'),
  customerKeys: define(
    boolean,
    inProduction,
    'keys of our own for objects, table and trail, and objects guarded by them',
  ),
  retainData: define(
    boolean,
    ({ profile, stage }) => profile === 'production' || stage === 'prod',
    'table and buckets outlive their stacks and are protected from deletion',
  ),
  logRetentionDays: define(
    oneOf([365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]),
    () => 365 as const,
    'how long log groups keep lines',
  ),
  logLevel: define(
    oneOf(['debug', 'info', 'warn', 'error']),
    () => 'info' as const,
    'least severe line that functions write',
  ),
  runtimeVersion: define(
    optional(
      matching(/^arn:aws:lambda:[a-z0-9-]+::runtime:[0-9a-f]{64}$/, 'the ARN of a runtime version of the same region'),
    ),
    unset,
    'version of Lambda’s runtime; without it the newest at each change of a function, and no other until the next',
  ),
  directRequests: define(
    boolean,
    () => true,
    'batches, and looks at objects, go without the SDK’s schemas, which take most of their time',
  ),
  queueConcurrency: define(
    integer(2, 1000),
    (basis) => (inProduction(basis) ? 50 : 5),
    'instances of a function that a queue may keep busy',
  ),
  reconciliationHours: define(
    integer(1, 168),
    () => 24,
    'between two reconciliations of the catalogue with the bucket',
  ),
  cloudTrail: define(
    boolean,
    inProduction,
    'trail of the account in all regions, with the data events of bucket and table',
  ),
  guardDuty: define(
    boolean,
    inProduction,
    'threat detection; an account has one detector a region: switch off where it has one',
  ),
  alarmEmails: define(
    list(matching(/^[^\s@,]{1,64}@[^\s@,]{1,255}$/, 'an e-mail address')),
    () => [],
    'addresses that alarms are mailed to',
  ),
  slackWorkspaceId: define(
    optional(matching(/^T[A-Z0-9]{6,}$/, "a workspace's id")),
    unset,
    'Slack workspace for alarms',
  ),
  slackChannelId: define(optional(matching(/^[CG][A-Z0-9]{6,}$/, "a channel's id")), unset, 'Slack channel for alarms'),
  teamsTenantId: define(optional(uuid), unset, 'Microsoft Teams tenant for alarms'),
  teamsTeamId: define(optional(uuid), unset, 'Microsoft Teams team for alarms'),
  teamsChannelId: define(
    optional(
      matching(
        /^[\w=+/.,-]{1,200}%3[aA][\w=+/.,-]{1,200}%40[\w=+/.,-]{1,200}$/,
        "a channel's id as links have it: 19%3a…%40…",
      ),
    ),
    unset,
    'Microsoft Teams channel for alarms',
  ),
} as const;
