import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from '../lib/config.js';
import { resolverOf } from './iam/resolve.js';
import { resourcesOf, templatesOf, type TemplateResource } from './support/templates.js';

/** Names that are not the deployment's: of a service, of a part of an API, of a figure of a service, and of what a statement is about. */
const notOurs = ['ServiceName', 'StageName', 'HeaderName', 'MetricName'];

/** Whatever a deployment calls a resource by, with the resource that is called so. */
function namedResources(given: Readonly<Record<string, unknown>>) {
  const resolve = resolverOf(given);
  return resourcesOf(given).flatMap(({ stack, id, Type, Properties = {} }) =>
    Object.entries(Properties)
      .filter(([property]) => /(^|[a-z])Name$|^Domain$/.test(property) && !notOurs.includes(property))
      .map(([, value]) => resolve(stack, value))
      .filter((name) => typeof name === 'string')
      .map((name) => ({ name: `${Type} ${name}`, resource: `${stack}/${id}` })),
  );
}

/** `type name`. */
const physicalNames = (given: Readonly<Record<string, unknown>>) => namedResources(given).map(({ name }) => name);

describe.each([['starter'], ['production']])('the names of %s', (profile) => {
  const given = { profile, repository: 'acme/annals' };
  const [first, second] = [physicalNames(given), physicalNames({ ...given, environmentSuffix: 'pr7' })];

  it('are many', () => expect(first.length).toBeGreaterThan(15));

  it('hold project, stage and suffix', () => {
    const stage = profile === 'production' ? 'prod' : 'dev';
    expect(
      first.filter((name) => !new RegExp(`annals[-/]${stage}[-/]dev[-/]|annals-${stage}-dev$`).test(name)),
    ).toEqual([]);
  });

  it('are not shared by deployments of two suffixes', () => {
    expect(first.filter((name) => second.includes(name))).toEqual([]);
  });

  it('of buckets hold account and region', () => {
    const buckets = first.filter((name) => name.startsWith('AWS::S3::Bucket '));
    expect(buckets.length).toBeGreaterThan(1);
    for (const name of buckets) expect(name).toMatch(/-111122223333-us-west-2$/);
  });

  it('of roles hold the region, because an account has all roles in one place', () => {
    const roles = first.filter((name) => name.startsWith('AWS::IAM::Role '));
    expect(roles.length).toBeGreaterThan(2);
    for (const name of roles) expect(name).toMatch(/-us-west-2$/);
  });
});

describe('the longest names that settings may make', () => {
  /** @see the pages of quotas of each service; what is not here may have 128 characters or more. */
  const limits: Readonly<Record<string, number>> = {
    'AWS::S3::Bucket': 63,
    'AWS::Cognito::UserPoolDomain': 63,
    'AWS::IAM::Role': 64,
    'AWS::Lambda::Function': 64,
    'AWS::Events::Rule': 64,
    'AWS::SQS::Queue': 80,
    'AWS::XRay::Group': 32,
  };
  const everything = {
    profile: 'production',
    repository: 'acme/annals',
    auth: 'cognito',
    apiKeys: true,
    privateApi: true,
    slackWorkspaceId: 'T0123456',
    slackChannelId: 'C0123456',
  };

  it.each([
    ['us-east-1', 'abcdefghijkl', 'abcdefg'],
    ['ap-southeast-1', 'abcdefghijkl', 'ab'],
  ])('in %s are no longer than services take them', (region, project, environmentSuffix) => {
    const given = { ...everything, stage: 'staging', region, project, environmentSuffix };
    // One letter more is refused.
    expect(() => readSettings({ ...given, environmentSuffix: `${environmentSuffix}x` })).toThrow(SettingsError);
    const names = physicalNames(given);
    expect([...new Set(names.map((line) => line.split(' ')[0]))]).toEqual(expect.arrayContaining(Object.keys(limits)));
    const tooLong = names.filter((line) => {
      const [type, name] = line.split(' ') as [string, string];
      return name.length > (limits[type] ?? 128);
    });
    expect(tooLong).toEqual([]);
  });
});

describe('stacks', () => {
  it.each([['starter'], ['production']])(
    'of %s export nothing, which would hold each of them fast to the others',
    (profile) => {
      for (const template of templatesOf({ profile }).values()) {
        const outputs = Object.values(template.findOutputs('*')) as Readonly<Record<string, unknown>>[];
        expect(outputs.filter(({ Export }) => Export !== undefined)).toEqual([]);
        expect(JSON.stringify(template.toJSON())).not.toContain('Fn::ImportValue');
      }
    },
  );
});

describe('tags', () => {
  const tags = { Author: 'me', Environment: 'pr7', Project: 'annals', Repository: 'annals', Stage: 'prod' };

  const given = {
    profile: 'production',
    environmentSuffix: 'pr7',
    author: 'me',
    auth: 'cognito',
    alarmEmails: 'a@b.c',
  };

  it('are on everything that can have them', () => {
    const isTagged = ({ Properties = {} }: TemplateResource) => 'Tags' in Properties || 'UserPoolTags' in Properties;
    const all = resourcesOf(given).filter(({ Type }) => Type !== 'AWS::DynamoDB::GlobalTable');
    for (const { Properties = {} } of all.filter(isTagged))
      expect(tagsOf(Properties['Tags'] ?? Properties['UserPoolTags'])).toMatchObject(tags);
    const bare = all.filter((resource) => !isTagged(resource)).map(({ Type }) => Type.replace('AWS::', ''));
    expect([...new Set(bare)].sort()).toEqual(untaggable);
  });

  it('are on the table as well', () => {
    const [table] = resourcesOf(given, 'AWS::DynamoDB::GlobalTable');
    const [replica] = table!.Properties?.['Replicas'] as { readonly Tags: unknown }[];
    expect(tagsOf(replica?.Tags)).toMatchObject(tags);
  });
});

/** Parts of others, and what CloudFormation knows no tags of. */
const untaggable = [
  'ApiGateway::Account',
  'ApiGateway::Authorizer',
  'ApiGateway::Deployment',
  'ApiGateway::GatewayResponse',
  'ApiGateway::Method',
  'ApiGateway::Resource',
  'Cognito::UserPoolClient',
  'Cognito::UserPoolDomain',
  'Cognito::UserPoolResourceServer',
  'EC2::SecurityGroupIngress',
  'EC2::SubnetRouteTableAssociation',
  'KMS::Alias',
  'Lambda::Permission',
  'Logs::MetricFilter',
  'Logs::QueryDefinition',
  'S3::BucketPolicy',
  'SNS::Subscription',
  'SNS::TopicPolicy',
  'SQS::QueuePolicy',
  'WAFv2::LoggingConfiguration',
  'WAFv2::WebACLAssociation',
];

function tagsOf(given: unknown): unknown {
  if (!Array.isArray(given)) return given;
  return Object.fromEntries((given as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]));
}

describe('a setting that is changed', () => {
  /** Names that several resources may have. */
  const shared =
    /^AWS::(ApiGateway|ApiGatewayV2)::(RestApi|Api|Authorizer|UsagePlan|ApiKey) |^AWS::Lambda::(EventSourceMapping|Permission) |^AWS::EC2::FlowLog |^AWS::CloudWatch::Alarm /;
  const domain = {
    domainName: 'api.example.org',
    certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/a',
    hostedZoneId: 'Z1',
  };
  const http = { api: 'http', waf: false };
  const everyKind = { stage: 'dev', ...domain, repository: 'acme/annals' };

  it('gives no name to another resource while the one that has it still stands', () => {
    const resourceOf = new Map<string, string>();
    for (const given of [
      everyKind,
      { ...everyKind, ...http },
      { ...everyKind, profile: 'production', auth: 'cognito' },
      { ...everyKind, ...http, profile: 'production', auth: 'cognito', nat: true },
      { stage: 'dev', profile: 'production', privateApi: true },
    ])
      for (const { name, resource } of namedResources(given).filter((each) => !shared.test(each.name))) {
        expect([name, resourceOf.get(name) ?? resource]).toEqual([name, resource]);
        resourceOf.set(name, resource);
      }
    expect(resourceOf.size).toBeGreaterThan(40);
  });
});

describe('what a lost logical id would replace', () => {
  const stateful = /^AWS::(DynamoDB::GlobalTable|S3::Bucket|SQS::Queue|KMS::Key|Cognito::UserPool)$/;
  const idsOf = (given: Readonly<Record<string, unknown>>) =>
    resourcesOf(given)
      .filter(({ Type }) => stateful.test(Type))
      .map(({ stack, id }) => `${stack}/${id}`)
      .sort();

  it.each([
    ['is kept in production, whatever becomes of its stack', 'Retain', { profile: 'production' }],
    ['is kept at the stage prod of a starter', 'Retain', { stage: 'prod' }],
    ['goes with its stack elsewhere', 'Delete', {}],
  ])('%s', (_name, policy, given) => {
    const kept = resourcesOf({ ...given, repository: 'acme/annals', auth: 'cognito' }).filter(
      ({ Type }) => stateful.test(Type) || Type === 'AWS::Logs::LogGroup',
    );
    expect(kept.length).toBeGreaterThan(15);
    for (const { id, DeletionPolicy, UpdateReplacePolicy } of kept)
      expect([id, DeletionPolicy, UpdateReplacePolicy]).toEqual([id, policy, policy]);
  });

  it('keeps its id in production', () =>
    expect(idsOf({ profile: 'production' })).toEqual([...everywhere, ...ofProduction].sort()));
  it('keeps its id where workflows deploy and Cognito knows callers', () =>
    expect(idsOf({ repository: 'acme/annals', auth: 'cognito' })).toEqual([...everywhere, ...ofOptions].sort()));
  it('keeps its id in a starter', () => expect(idsOf({})).toEqual([...everywhere].sort()));
});

const everywhere = [
  'data/AccessLogs8B620ECA',
  'data/EventsDeadLetters8A90034E',
  'data/EventsQueue7396B467',
  'data/NotificationsDeadLetters2AC1E002',
  'data/NotificationsQueue91395D8F',
  'data/ObjectsA92BA4F1',
  'data/SamplesDeadLettersC9B3C99C',
  'data/SamplesQueueEB6BD7E2',
  'data/TableCD117FA1',
  'security/LogsKeyA6AB43B2',
];

const ofProduction = [
  'audit/AuditBucket7486E833',
  'security/AlarmsKey8B9C40AB',
  'security/ObjectsKeyA8315C4B',
  'security/TableKeyF581D96F',
  'security/TrailKey38EB2549',
];

const ofOptions = ['ci/Packages660AFF77', 'users/UsersPoolBFC35D3B'];
