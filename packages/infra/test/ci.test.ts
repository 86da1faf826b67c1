import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import type { GivenSettings } from '../lib/config.js';
import { policyOf, rolesOf } from './iam/deployed-policies.js';
import type { Request } from './iam/policy.js';
import { account } from './iam/resolve.js';
import { simulate } from './iam/simulator.js';
import { resourcesOf, templateOf, templatesOf } from './support/templates.js';

const given = { repository: 'acme/annals' };
const packages = `arn:aws:s3:::annals-dev-dev-packages-${account}-us-west-2`;
const tls = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

describe('the stack of the pipeline', () => {
  it('is there where the settings name a repository with its owner', () => {
    expect(templatesOf({}).has('ci')).toBe(false);
    expect(templatesOf(given).has('ci')).toBe(true);
  });

  it('tells the names that the environments of the repository need', () => {
    const outputs = Object.keys(templateOf('ci', given).findOutputs('*'));
    expect(outputs).toEqual(expect.arrayContaining(['DeployRoleArn', 'ArtefactBucketName']));
  });
});

describe('the role of workflows', () => {
  /** The conditions under which GitHub's token is taken for the role. */
  const trust = (settings: GivenSettings) => {
    const [role] = resourcesOf(settings, 'AWS::IAM::Role').filter(({ stack }) => stack === 'ci');
    const { Statement } = role!.Properties!['AssumeRolePolicyDocument'] as {
      readonly Statement: readonly {
        readonly Action: string;
        readonly Condition: unknown;
        readonly Principal: object;
      }[];
    };
    expect(Statement).toHaveLength(1);
    return Statement[0]!;
  };
  const subject = (sub: string) => ({
    StringEquals: {
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:sub': sub,
    },
  });

  it.each([
    [{}, 'repo:acme/annals:environment:dev'],
    [{ stage: 'prod' }, 'repo:acme/annals:environment:production'],
    [{ profile: 'production' }, 'repo:acme/annals:environment:production'],
    [{ githubEnvironment: 'live' }, 'repo:acme/annals:environment:live'],
    [{ githubSubject: 'repo:acme-12/annals-345' }, 'repo:acme-12/annals-345:environment:dev'],
  ])('with %j is taken by one repository in one environment', (more, sub) => {
    const { Action, Condition } = trust({ ...given, ...more });
    expect(Action).toBe('sts:AssumeRoleWithWebIdentity');
    expect(Condition).toEqual(subject(sub));
    expect(sub).not.toMatch(/[*?]/);
  });

  it('trusts the provider that is made, or the one that is there', () => {
    templateOf('ci', given).hasResourceProperties('AWS::IAM::OIDCProvider', {
      Url: 'https://token.actions.githubusercontent.com',
      ClientIdList: ['sts.amazonaws.com'],
    });
    templateOf('ci', { ...given, githubProvider: false }).resourceCountIs('AWS::IAM::OIDCProvider', 0);
    expect(JSON.stringify(trust({ ...given, githubProvider: false }).Principal)).toContain(
      ':oidc-provider/token.actions.githubusercontent.com',
    );
  });

  const may = (action: string, resource: string, context: Request['context'] = {}) => {
    const { arn, policies } = rolesOf(given).get('deploy')!;
    return simulate({ identity: policies }, { caller: { arn }, action, resource, context });
  };
  const bootstrapRole = (name: string) =>
    `arn:aws:iam::${account}:role/cdk-hnb659fds-${name}-role-${account}-us-west-2`;

  it.each(['deploy', 'file-publishing', 'lookup'])('may take the CDK’s role for %s', (name) =>
    expect(may('sts:AssumeRole', bootstrapRole(name))).toBe('allowed'),
  );

  it.each([
    bootstrapRole('cfn-exec'),
    bootstrapRole('image-publishing'),
    bootstrapRole('deploy').replace('us-west-2', 'us-east-1'),
    `arn:aws:iam::${account}:role/Admin`,
  ])('may not take %s', (role) => expect(may('sts:AssumeRole', role)).toBe('implicitly denied'));

  it('keeps packages, and deployments of its own environment, and deletes none', () => {
    for (const key of ['packages/0.1.0/manifest.json', 'deployments/dev/a.tgz', 'deployments/dev/current.json'])
      for (const action of ['s3:GetObject', 's3:PutObject']) expect(may(action, `${packages}/${key}`)).toBe('allowed');
    expect(may('s3:ListBucket', packages)).toBe('allowed');
    expect(may('s3:PutObject', `${packages}/deployments/production/current.json`)).toBe('implicitly denied');
    expect(may('s3:PutObject', `${packages}/other`)).toBe('implicitly denied');
    for (const action of ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetObjectVersion'])
      expect(may(action, `${packages}/packages/a`)).toBe('implicitly denied');
    for (const action of ['s3:DeleteBucket', 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration'])
      expect(may(action, packages)).toBe('implicitly denied');
  });

  it('tries the API by recording an event and reading it, and calls nothing else of it', () => {
    // Where an API's id is asked for, the resolver gives its name.
    const call = (path: string) => `arn:aws:execute-api:us-west-2:${account}:annals-dev-dev-api/dev/${path}`;
    expect(may('execute-api:Invoke', call('POST/events'))).toBe('allowed');
    expect(may('execute-api:Invoke', call('GET/events/0.1.0-1'))).toBe('allowed');
    for (const path of ['GET/events', 'POST/reconciliations', 'DELETE/events/a'])
      expect(may('execute-api:Invoke', call(path))).toBe('implicitly denied');
    expect(may('execute-api:ManageConnections', call('POST/events'))).toBe('implicitly denied');
  });

  it.each([
    ['iam:CreateRole', `arn:aws:iam::${account}:role/x`],
    ['cloudformation:DeleteStack', `arn:aws:cloudformation:us-west-2:${account}:stack/annals-dev-dev-data/1`],
    ['dynamodb:GetItem', `arn:aws:dynamodb:us-west-2:${account}:table/annals-dev-dev-records`],
    ['s3:GetObject', `arn:aws:s3:::annals-dev-dev-objects-${account}-us-west-2/a`],
    ['kms:Decrypt', `arn:aws:kms:us-west-2:${account}:key/k`],
  ])('may not %s', (action, resource) => expect(may(action, resource)).toBe('implicitly denied'));

  it('is among the callers where the settings name some', () => {
    const settings = { ...given, allowedCallers: 'role/shop' };
    const text = JSON.stringify(resourcesOf(settings, 'AWS::ApiGateway::RestApi')[0]!.Properties!['Policy']);
    expect(text).toContain(':role/annals-dev-dev-deploy-us-west-2');
  });
});

describe('the bucket of packages', () => {
  it('keeps every version of everything', () => {
    templateOf('ci', given).hasResourceProperties('AWS::S3::Bucket', {
      BucketName: Match.anyValue(),
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: { LogFilePrefix: 'access-logs-packages/' },
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({ AbortIncompleteMultipartUpload: Match.anyValue(), ExpirationInDays: Match.absent() }),
        ],
      },
    });
    expect(JSON.stringify(templateOf('ci', given).toJSON())).not.toContain('NoncurrentVersionExpiration');
  });

  it('is encrypted, refuses plain HTTP, and outlives the stack in production', () => {
    const policy = policyOf(given, 'AWS::S3::BucketPolicy', 'Packages');
    const identity = [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } as const];
    const caller = { arn: `arn:aws:iam::${account}:role/annals-dev-dev-deploy-us-west-2` };
    const read = (context: Request['context']) =>
      simulate(
        { identity, resource: [policy] },
        { caller, action: 's3:GetObject', resource: `${packages}/packages/a`, context: context! },
      );
    expect(read(tls)).toBe('allowed');
    expect(read({ ...tls, 'aws:SecureTransport': 'false' })).toBe('explicitly denied');
    templateOf('ci', given).hasResourceProperties('AWS::S3::Bucket', { BucketEncryption: Match.anyValue() });
    templateOf('ci', { ...given, profile: 'production' }).hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  });
});
