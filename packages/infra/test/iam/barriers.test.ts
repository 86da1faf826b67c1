import { describe, expect, it } from '@jest/globals';
import { policyOf, rolesOf } from './deployed-policies.js';
import type { Caller, Policy, Statement } from './policy.js';
import { account } from './resolve.js';
import { simulate, type Verdict } from './simulator.js';

const production = { profile: 'production', administrators: 'role/Auditor' };
const bucket = `arn:aws:s3:::annals-prod-dev-objects-${account}-us-west-2`;
const role = (name: string) => ({ arn: `arn:aws:iam::${account}:role/${name}` });
const everything: Policy = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
const tls = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
const throughS3 = { 'kms:ViaService': 's3.us-west-2.amazonaws.com' };

const bucketPolicy = policyOf(production, 'AWS::S3::BucketPolicy', 'ObjectsPolicy');
const keyPolicy = policyOf(production, 'AWS::KMS::Key', 'ObjectsKey');

const read = (caller: Caller): Verdict =>
  simulate(
    { identity: [everything], resource: [bucketPolicy] },
    { caller, action: 's3:GetObject', resource: `${bucket}/a`, owner: account, context: tls },
  );
const decrypt = (caller: Caller): Verdict =>
  simulate(
    { identity: [everything], resource: [keyPolicy] },
    {
      caller,
      action: 'kms:Decrypt',
      resource: 'arn:aws:kms:us-west-2:111122223333:key/ObjectsKeyA8315C4B',
      context: throughS3,
    },
  );

describe('a role of the account that may do everything', () => {
  const foreign = role('Everything');
  const deployer = role(`cdk-hnb659fds-cfn-exec-role-${account}-us-west-2`);

  const ask = (action: string, resource: string, caller: Caller = foreign) =>
    simulate({ identity: [everything], resource: [bucketPolicy] }, { caller, action, resource, context: tls });

  it.each([
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    's3:DeleteObjectTagging',
    's3:DeleteObjectVersion',
    's3:GetObject',
    's3:GetObjectAttributes',
    's3:GetObjectTagging',
    's3:GetObjectVersion',
    's3:ListMultipartUploadParts',
    's3:PutObject',
    's3:PutObjectAcl',
    's3:PutObjectTagging',
    's3:ReplicateDelete',
    's3:ReplicateObject',
    's3:RestoreObject',
  ])('is stopped by the policy of the bucket at %s', (action) =>
    expect(ask(action, `${bucket}/a`)).toBe('explicitly denied'),
  );

  it.each(['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'])(
    'is stopped by the policy of the bucket at %s',
    (action) => expect(ask(action, bucket)).toBe('explicitly denied'),
  );

  it.each([
    's3:DeleteBucketPolicy',
    's3:PutBucketPolicy',
    's3:PutBucketVersioning',
    's3:PutEncryptionConfiguration',
    's3:PutLifecycleConfiguration',
    's3:PutReplicationConfiguration',
  ])('cannot take that policy away, or go around it, by %s, which deployments and administrators can', (action) => {
    expect(ask(action, bucket)).toBe('explicitly denied');
    expect(ask(action, bucket, deployer)).toBe('allowed');
    expect(ask(action, bucket, role('Auditor'))).toBe('allowed');
  });

  it('comes no nearer to objects as the role that CloudFormation deploys by', () =>
    expect(ask('s3:GetObject', `${bucket}/a`, deployer)).toBe('explicitly denied'));

  it.each([
    'kms:Decrypt',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
  ])('is stopped by the policy of the key at %s, whatever the bucket says', (action) =>
    expect(
      simulate(
        { identity: [everything], resource: [keyPolicy] },
        { caller: foreign, action, resource: 'arn:aws:kms:us-west-2:111122223333:key/k', context: throughS3 },
      ),
    ).toBe('explicitly denied'),
  );

  it('may look after the key, or nobody could', () =>
    expect(
      simulate(
        { identity: [everything], resource: [keyPolicy] },
        { caller: foreign, action: 'kms:PutKeyPolicy', resource: 'arn:aws:kms:us-west-2:111122223333:key/k' },
      ),
    ).toBe('allowed'));

  it('lets CloudFormation see that the bucket is there, which it asks at each change, and open no object', () => {
    expect(ask('s3:ListBucket', bucket, deployer)).toBe('allowed');
    for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObjectVersion'])
      expect(ask(action, `${bucket}/a`, deployer)).toBe('explicitly denied');
  });
});

describe('the two barriers before objects', () => {
  it.each([
    ['the root user', { arn: `arn:aws:iam::${account}:root` }],
    ['the deploying role', role('annals-prod-dev-deploy-us-west-2')],
    ['an administrator of the settings', role('Auditor')],
  ])('let %s through', (_name, caller) => {
    expect(read(caller)).toBe('allowed');
    expect(decrypt(caller)).toBe('allowed');
  });

  it.each(['object-notifications', 'reconciliation'])('let the function %s read, by its own role', (name) => {
    const { arn, policies } = rolesOf(production).get(name)!;
    const request = { caller: { arn }, context: { ...tls, ...throughS3 } };
    const asked = { ...request, action: 's3:GetObject', resource: `${bucket}/a` };
    expect(simulate({ identity: policies, resource: [bucketPolicy] }, asked)).toBe('allowed');
    const key = keyArnOf(policies);
    const decrypts = { ...request, action: 'kms:Decrypt', resource: key };
    expect(simulate({ identity: policies, resource: [keyPolicy] }, decrypts)).toBe('allowed');
    const directly = { ...decrypts, context: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } };
    expect(simulate({ identity: policies, resource: [keyPolicy] }, directly)).toBe('implicitly denied');
    expect(
      simulate({ identity: policies, resource: [keyPolicy] }, { ...decrypts, action: 'kms:GenerateDataKey' }),
    ).toBe('implicitly denied');
  });

  it('are not meant for services of AWS that act by themselves', () => {
    const service: Caller = { service: 'logging.s3.amazonaws.com' };
    expect(read(service)).not.toBe('explicitly denied');
    expect(decrypt(service)).not.toBe('explicitly denied');
  });

  it('stop the function that has no business with objects', () => {
    expect(read(role('annals-prod-dev-queued-events-us-west-2'))).toBe('explicitly denied');
    expect(decrypt(role('annals-prod-dev-queued-events-us-west-2'))).toBe('explicitly denied');
  });

  it('stop whoever is of another account, be it called like one of ours', () => {
    const likeOurs = { arn: 'arn:aws:iam::444455556666:role/annals-prod-dev-api-us-west-2' };
    expect(read(likeOurs)).toBe('explicitly denied');
    expect(decrypt(likeOurs)).toBe('explicitly denied');
  });

  it('do not stand where nobody asked for keys: the account’s own policies decide, and no other account’s', () => {
    const starter = policyOf({}, 'AWS::S3::BucketPolicy', 'ObjectsPolicy');
    const readInStarter = (caller: Caller) =>
      simulate(
        { identity: [everything], resource: [starter] },
        {
          caller,
          action: 's3:GetObject',
          resource: `arn:aws:s3:::annals-dev-dev-objects-${account}-us-west-2/a`,
          owner: account,
          context: tls,
        },
      );
    expect(readInStarter(role('Everything'))).toBe('allowed');
    expect(readInStarter({ arn: 'arn:aws:iam::444455556666:role/Everything' })).toBe('implicitly denied');
  });
});

function keyArnOf(policies: readonly Policy[]): string {
  const statements = policies.flatMap(({ Statement }) => Statement) as (Statement & { readonly Sid?: string })[];
  return statements.find(({ Sid }) => Sid === 'ObjectsKey')!.Resource as string;
}

describe('plain HTTP', () => {
  it.each([
    ['the main bucket', 'AWS::S3::BucketPolicy', 'ObjectsPolicy', 's3:GetObject', `${bucket}/a`],
    [
      'the bucket of access logs',
      'AWS::S3::BucketPolicy',
      'AccessLogsPolicy',
      's3:GetObject',
      `arn:aws:s3:::annals-prod-dev-access-logs-${account}-us-west-2/a`,
    ],
    [
      'the event queue',
      'AWS::SQS::QueuePolicy',
      'EventsQueuePolicy',
      'sqs:SendMessage',
      `arn:aws:sqs:us-west-2:${account}:annals-prod-dev-events`,
    ],
    [
      'its dead letters',
      'AWS::SQS::QueuePolicy',
      'EventsDeadLettersPolicy',
      'sqs:ReceiveMessage',
      `arn:aws:sqs:us-west-2:${account}:annals-prod-dev-events-dead`,
    ],
  ] as const)('is refused by %s', (_name, type, id, action, resource) => {
    const policy = policyOf(production, type, id);
    const ask = (secure: string) =>
      simulate(
        { identity: [everything], resource: [policy] },
        {
          caller: { arn: `arn:aws:iam::${account}:root` },
          action,
          resource,
          context: { 'aws:SecureTransport': secure, 's3:TlsVersion': '1.3' },
        },
      );
    expect(ask('false')).toBe('explicitly denied');
    expect(ask('true')).toBe('allowed');
  });
});

describe('the queue of notifications', () => {
  const policy = policyOf(production, 'AWS::SQS::QueuePolicy', 'NotificationsQueuePolicy');
  const send = (context: Readonly<Record<string, string>>, service = 's3.amazonaws.com') =>
    simulate(
      { identity: [], resource: [policy] },
      {
        caller: { service },
        action: 'sqs:SendMessage',
        resource: `arn:aws:sqs:us-west-2:${account}:annals-prod-dev-notifications`,
        context: { 'aws:SecureTransport': 'true', ...context },
      },
    );
  const ours = { 'aws:SourceArn': bucket, 'aws:SourceAccount': account };

  it('takes messages of our bucket', () => expect(send(ours)).toBe('allowed'));
  it('takes none of another bucket, of a bucket of that name in another account, or of another service', () => {
    expect(send({ ...ours, 'aws:SourceArn': 'arn:aws:s3:::another' })).toBe('implicitly denied');
    expect(send({ ...ours, 'aws:SourceAccount': '444455556666' })).toBe('implicitly denied');
    expect(send(ours, 'sns.amazonaws.com')).toBe('implicitly denied');
  });
});

describe('the key of logs', () => {
  const policy = policyOf(production, 'AWS::KMS::Key', 'LogsKey');
  const encrypt = (group: string, service = 'logs.us-west-2.amazonaws.com') =>
    simulate(
      { identity: [], resource: [policy] },
      {
        caller: { service },
        action: 'kms:GenerateDataKey',
        resource: 'arn:aws:kms:us-west-2:111122223333:key/k',
        context: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-west-2:${account}:log-group:${group}` },
      },
    );

  it('serves our log groups and the firewall’s', () => {
    expect(encrypt('/annals/prod/dev/api')).toBe('allowed');
    expect(encrypt('aws-waf-logs-annals-prod-dev')).toBe('allowed');
  });

  it('serves no other log group, region or service', () => {
    expect(encrypt('/annals/prod/other/api')).toBe('implicitly denied');
    expect(encrypt('/aws/lambda/annals')).toBe('implicitly denied');
    expect(encrypt('/annals/prod/dev/api', 'logs.eu-west-1.amazonaws.com')).toBe('implicitly denied');
    expect(encrypt('/annals/prod/dev/api', 's3.amazonaws.com')).toBe('implicitly denied');
  });
});
