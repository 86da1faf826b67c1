import { describe, expect, it } from '@jest/globals';
import type { GivenSettings } from '../../lib/config.js';
import { rolesOf, type DeployedRole } from './deployed-policies.js';
import { listed, type Request } from './policy.js';
import { account } from './resolve.js';
import { simulate, statementsOf, type Verdict } from './simulator.js';

const production: GivenSettings = { profile: 'production' };
const local = (service: string, rest: string) => `arn:aws:${service}:us-west-2:${account}:${rest}`;
const bucket = `arn:aws:s3:::annals-prod-dev-objects-${account}-us-west-2`;
const resources = {
  table: local('dynamodb', 'table/annals-prod-dev-records'),
  byTime: local('dynamodb', 'table/annals-prod-dev-records/index/gsi1'),
  byKind: local('dynamodb', 'table/annals-prod-dev-records/index/gsi2'),
  bySubject: local('dynamodb', 'table/annals-prod-dev-records/index/gsi3'),
  otherTable: local('dynamodb', 'table/annals-prod-other-records'),
  bucket,
  object: `${bucket}/a/b`,
  otherBucket: `arn:aws:s3:::annals-prod-other-objects-${account}-us-west-2`,
  otherObject: `arn:aws:s3:::annals-prod-other-objects-${account}-us-west-2/a`,
  accessLog: `arn:aws:s3:::annals-prod-dev-access-logs-${account}-us-west-2/access-logs/a`,
  notifications: local('sqs', 'annals-prod-dev-notifications'),
  events: local('sqs', 'annals-prod-dev-events'),
  deadEvents: local('sqs', 'annals-prod-dev-events-dead'),
  samples: local('sqs', 'annals-prod-dev-samples'),
} as const;

function roleNamed(name: string, given: GivenSettings = production): DeployedRole {
  const role = rolesOf(given).get(name);
  if (role === undefined) throw new Error(`there is no role ${name}`);
  return role;
}

function verdictOf(name: string, action: string, resource: string, context: Request['context'] = {}): Verdict {
  const { arn, policies } = roleNamed(name);
  return simulate({ identity: policies }, { caller: { arn }, action, resource, context });
}

/** What every function may do with what. */
const allowed: Readonly<Record<string, readonly (readonly [action: string, resource: keyof typeof resources])[]>> = {
  api: [
    ['dynamodb:GetItem', 'table'],
    ['dynamodb:BatchGetItem', 'table'],
    ['dynamodb:PartiQLInsert', 'table'],
    ['dynamodb:PutItem', 'table'],
    ['dynamodb:Query', 'table'],
    ['dynamodb:Query', 'byTime'],
    ['dynamodb:Query', 'byKind'],
    ['dynamodb:Query', 'bySubject'],
    ['s3:GetObject', 'object'],
    ['s3:GetObjectVersion', 'object'],
    ['s3:PutObject', 'object'],
    ['s3:ListBucket', 'bucket'],
    ['s3:ListBucketVersions', 'bucket'],
    ['sqs:SendMessage', 'events'],
    ['sqs:SendMessage', 'samples'],
    ['sqs:ReceiveMessage', 'samples'],
    ['sqs:DeleteMessage', 'samples'],
    ['sqs:GetQueueAttributes', 'events'],
    ['sqs:GetQueueAttributes', 'deadEvents'],
  ],
  'bucket-lister': [['s3:ListBucket', 'bucket']],
  'object-notifications': [
    ['dynamodb:GetItem', 'table'],
    ['dynamodb:PartiQLInsert', 'table'],
    ['dynamodb:PutItem', 'table'],
    ['s3:GetObject', 'object'],
    ['s3:GetObjectVersion', 'object'],
    ['s3:ListBucket', 'bucket'],
    ['s3:ListBucketVersions', 'bucket'],
    ['sqs:ReceiveMessage', 'notifications'],
    ['sqs:DeleteMessage', 'notifications'],
    ['sqs:ChangeMessageVisibility', 'notifications'],
    ['sqs:GetQueueAttributes', 'notifications'],
  ],
  'queued-events': [
    ['dynamodb:GetItem', 'table'],
    ['dynamodb:PutItem', 'table'],
    ['sqs:ReceiveMessage', 'events'],
    ['sqs:DeleteMessage', 'events'],
    ['sqs:ChangeMessageVisibility', 'events'],
    ['sqs:GetQueueAttributes', 'events'],
    ['sqs:SendMessage', 'deadEvents'],
  ],
  reconciliation: [
    ['dynamodb:GetItem', 'table'],
    ['dynamodb:PartiQLInsert', 'table'],
    ['dynamodb:PutItem', 'table'],
    ['dynamodb:Query', 'byKind'],
    ['s3:GetObject', 'object'],
    ['s3:GetObjectVersion', 'object'],
    ['s3:ListBucket', 'bucket'],
    ['s3:ListBucketVersions', 'bucket'],
  ],
};

/** Everything that anybody might ask of what is deployed; whatever of it is not allowed above is refused. */
const asked: Readonly<Record<string, readonly (keyof typeof resources)[]>> = {
  'dynamodb:GetItem': ['table', 'otherTable'],
  'dynamodb:PutItem': ['table', 'otherTable'],
  'dynamodb:Query': ['table', 'byTime', 'byKind', 'bySubject', 'otherTable'],
  'dynamodb:BatchGetItem': ['table', 'otherTable'],
  'dynamodb:PartiQLInsert': ['table', 'byTime', 'otherTable'],
  'dynamodb:PartiQLSelect': ['table', 'byTime', 'byKind', 'bySubject'],
  'dynamodb:PartiQLUpdate': ['table'],
  'dynamodb:PartiQLDelete': ['table'],
  'dynamodb:Scan': ['table', 'byTime', 'byKind', 'bySubject'],
  'dynamodb:DeleteItem': ['table'],
  'dynamodb:UpdateItem': ['table'],
  'dynamodb:BatchWriteItem': ['table'],
  'dynamodb:DeleteTable': ['table'],
  'dynamodb:UpdateTable': ['table'],
  's3:GetObject': ['object', 'otherObject', 'accessLog'],
  's3:GetObjectVersion': ['object', 'otherObject'],
  's3:PutObject': ['object', 'otherObject', 'accessLog'],
  's3:PutObjectAcl': ['object'],
  's3:DeleteObject': ['object'],
  's3:DeleteObjectVersion': ['object'],
  's3:ListBucket': ['bucket', 'otherBucket'],
  's3:ListBucketVersions': ['bucket', 'otherBucket'],
  's3:DeleteBucket': ['bucket'],
  's3:PutBucketPolicy': ['bucket'],
  'sqs:SendMessage': ['events', 'samples', 'notifications', 'deadEvents'],
  'sqs:ReceiveMessage': ['events', 'samples', 'notifications', 'deadEvents'],
  'sqs:DeleteMessage': ['events', 'samples', 'notifications', 'deadEvents'],
  'sqs:ChangeMessageVisibility': ['events', 'samples', 'notifications'],
  'sqs:GetQueueAttributes': ['events', 'samples', 'notifications', 'deadEvents'],
  'sqs:PurgeQueue': ['events', 'samples', 'notifications'],
};

describe.each(Object.entries(allowed))('the function %s', (name, own) => {
  it.each(own)('may %s its %s', (action, resource) =>
    expect(verdictOf(name, action, resources[resource])).toBe('allowed'),
  );

  const others = Object.entries(asked).flatMap(([action, targets]) =>
    targets
      .filter((target) => !own.some(([allowedAction, resource]) => allowedAction === action && resource === target))
      .map((target) => [action, target] as const),
  );
  it.each(others)('may not %s the %s', (action, resource) =>
    expect(verdictOf(name, action, resources[resource])).toBe('implicitly denied'),
  );

  it('writes its own log and no other, and makes no log groups', () => {
    const log = (of: string) => local('logs', `log-group:/annals/prod/dev/${of}:*`);
    expect(verdictOf(name, 'logs:PutLogEvents', log(name))).toBe('allowed');
    expect(verdictOf(name, 'logs:CreateLogStream', log(name))).toBe('allowed');
    expect(verdictOf(name, 'logs:PutLogEvents', log('network'))).toBe('implicitly denied');
    expect(verdictOf(name, 'logs:CreateLogGroup', log(name))).toBe('implicitly denied');
  });

  it('traces, and reads no traces', () => {
    expect(verdictOf(name, 'xray:PutTraceSegments', '*')).toBe('allowed');
    expect(verdictOf(name, 'xray:GetTraceSummaries', '*')).toBe('implicitly denied');
  });

  it('is put into its network by Lambda, and cannot touch networks by itself', () => {
    const bySelf = { 'lambda:SourceFunctionArn': local('lambda', `function:annals-prod-dev-${name}`) };
    expect(verdictOf(name, 'ec2:CreateNetworkInterface', '*')).toBe('allowed');
    expect(verdictOf(name, 'ec2:CreateNetworkInterface', '*', bySelf)).toBe('explicitly denied');
    expect(verdictOf(name, 'ec2:RunInstances', '*')).toBe('implicitly denied');
  });
});

describe('no role', () => {
  const withWorkflows = { ...production, repository: 'acme/annals' };
  const others = [
    { api: 'http' },
    { auth: 'cognito', slackWorkspaceId: 'T0123456', slackChannelId: 'C0123456' },
    { ...production, privateApi: true, nat: true, apiKeys: true, apiCaching: true },
  ];
  const every = [{}, production, withWorkflows, ...others].flatMap((given) => [...rolesOf(given).values()]);
  const statements = every.flatMap(({ name, policies }) =>
    statementsOf(policies).map((statement) => ({ name, statement })),
  );

  it('is without policies, so that nothing here is said of nothing', () => {
    expect(statements.length).toBeGreaterThan(20);
  });

  it('has a policy of AWS, which would be wider than it needs', () => {
    expect(every.flatMap(({ managedPolicies }) => managedPolicies)).toEqual([]);
  });

  it('is allowed actions by a wildcard, or all but some', () => {
    const allowing = statements.filter(({ statement }) => statement.Effect === 'Allow');
    expect(allowing.filter(({ statement }) => statement.NotAction ?? statement.NotResource)).toEqual([]);
    const wild = allowing.flatMap(({ name, statement }) =>
      listed(statement.Action)
        .filter((action) => action.includes('*'))
        .map((action) => `${name}: ${action}`),
    );
    expect(wild).toEqual([]);
  });

  it('is allowed anything on every resource but what has no resource to name', () => {
    const onEverything = statements
      .filter(({ statement }) => statement.Effect === 'Allow' && listed(statement.Resource).includes('*'))
      .flatMap(({ statement }) => listed(statement.Action));
    expect([...new Set(onEverything)].sort()).toEqual(enumerated);
  });

  it('is allowed anything by a pattern of resources but these, and the streams of one log group', () => {
    const patterns = [...rolesOf(withWorkflows).values()].flatMap(({ name, policies }) =>
      statementsOf(policies)
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Resource }) => listed(Resource))
        .filter((resource) => /.[*?]|[*?]./.test(resource) && !/:log-group:[\w/-]+:\*$/.test(resource))
        .map((resource) => `${name} ${resource.replaceAll(account, 'A')}`),
    );
    const packages = 'arn:aws:s3:::annals-prod-dev-packages-A-us-west-2';
    expect([...new Set(patterns)].sort()).toEqual(
      [
        // Of all REST APIs of the account and region: its name is made up.
        ' arn:aws:logs:us-west-2:A:*',
        ...['api', 'object-notifications', 'reconciliation'].map(
          (name) => `${name} arn:aws:s3:::annals-prod-dev-objects-A-us-west-2/*`,
        ),
        `deploy ${packages}/deployments/production/*`,
        `deploy ${packages}/packages/*`,
        'deploy arn:aws:execute-api:us-west-2:A:annals-prod-dev-api/prod/GET/events/*',
      ].sort(),
    );
  });
});

/** Traces have no ARN, and network interfaces none before they exist. */
const enumerated = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];
