import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { policyOf, rolesOf } from './iam/deployed-policies.js';
import { resolverOf } from './iam/resolve.js';
import { simulate } from './iam/simulator.js';
import { resourcesOf, templateOf, templatesOf } from './support/templates.js';

const production = { profile: 'production' };
const account = '111122223333';
const trailArn = `arn:aws:cloudtrail:us-west-2:${account}:trail/annals-prod-dev-trail`;
const bucketArn = `arn:aws:s3:::annals-prod-dev-trail-${account}-us-west-2`;

describe('the trail', () => {
  const trail = () => {
    const [found] = resourcesOf(production, 'AWS::CloudTrail::Trail');
    return resolverOf(production)('audit', found!.Properties);
  };

  it('is of all regions, validated, with global events and those of management', () =>
    expect(trail()).toMatchObject({
      TrailName: 'annals-prod-dev-trail',
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All' }],
    }));

  it('has what is done with objects of the bucket and with items of the table', () =>
    expect(trail()).toMatchObject({
      EventSelectors: [
        {
          DataResources: [
            { Type: 'AWS::S3::Object', Values: [`arn:aws:s3:::annals-prod-dev-objects-${account}-us-west-2/`] },
            {
              Type: 'AWS::DynamoDB::Table',
              Values: [`arn:aws:dynamodb:us-west-2:${account}:table/annals-prod-dev-records`],
            },
          ],
        },
      ],
    }));

  it('is encrypted with its own key, and with CloudTrail’s where there are no keys of ours', () => {
    expect(trail()).toMatchObject({ KMSKeyId: expect.stringMatching(/:key\/TrailKey/) });
    templateOf('audit', { cloudTrail: true }).hasResourceProperties('AWS::CloudTrail::Trail', {
      KMSKeyId: Match.absent(),
    });
  });

  it('goes to a log group as well, by a role that may do nothing else', () => {
    expect(trail()).toMatchObject({
      CloudWatchLogsLogGroupArn: `arn:aws:logs:us-west-2:${account}:log-group:/annals/prod/dev/trail:*`,
      CloudWatchLogsRoleArn: `arn:aws:iam::${account}:role/annals-prod-dev-trail-us-west-2`,
    });
    const { arn, policies } = rolesOf(production).get('trail')!;
    const may = (action: string, resource: string) =>
      simulate({ identity: policies }, { caller: { arn }, action, resource });
    const log = (name: string) => `arn:aws:logs:us-west-2:${account}:log-group:/annals/prod/dev/${name}:*`;
    expect(may('logs:PutLogEvents', log('trail'))).toBe('allowed');
    expect(may('logs:PutLogEvents', log('api'))).toBe('implicitly denied');
    expect(may('logs:DeleteLogStream', log('trail'))).toBe('implicitly denied');
    expect(may('s3:PutObject', `${bucketArn}/AWSLogs/a`)).toBe('implicitly denied');
  });

  it('waits for the policy of its bucket, which is tried when it is made', () => {
    const [trail] = resourcesOf(production, 'AWS::CloudTrail::Trail');
    const [policy] = resourcesOf(production, 'AWS::S3::BucketPolicy').filter(({ stack }) => stack === 'audit');
    expect(trail!.DependsOn).toContain(policy!.id);
  });
});

describe('the bucket of the trail', () => {
  it('keeps versions, is kept itself, and logs who asked for files', () =>
    templateOf('audit', production).hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        LoggingConfiguration: { LogFilePrefix: 'access-logs-trail/' },
        LifecycleConfiguration: {
          Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 365, Status: 'Enabled' })]),
        },
      },
    }));

  const ask = (action: string, resource: string, sourceArn: string) =>
    simulate(
      { identity: [], resource: [policyOf(production, 'AWS::S3::BucketPolicy', 'AuditBucket')] },
      {
        caller: { service: 'cloudtrail.amazonaws.com' },
        action,
        resource,
        context: {
          'aws:SourceArn': sourceArn,
          's3:x-amz-acl': 'bucket-owner-full-control',
          'aws:SecureTransport': 'true',
          's3:TlsVersion': '1.3',
        },
      },
    );

  const write = (sourceArn: string, key = `AWSLogs/${account}/CloudTrail/a.json.gz`) =>
    ask('s3:PutObject', `${bucketArn}/${key}`, sourceArn);

  it('tells this trail whose it is, and no other', () => {
    expect(ask('s3:GetBucketAcl', bucketArn, trailArn)).toBe('allowed');
    expect(ask('s3:GetBucketAcl', bucketArn, trailArn.replace('annals-prod-dev', 'other'))).toBe('implicitly denied');
    expect(ask('s3:GetObject', `${bucketArn}/AWSLogs/${account}/a`, trailArn)).toBe('implicitly denied');
  });

  it('takes the files of this trail, where its own are', () => {
    expect(write(trailArn)).toBe('allowed');
    expect(write(trailArn, 'AWSLogs/444455556666/a')).toBe('implicitly denied');
    expect(write(trailArn.replace('annals-prod-dev', 'other'))).toBe('implicitly denied');
  });

  it('may log into the bucket of access logs, and only under its own name', () => {
    const log = (key: string, from = bucketArn, owner = account) =>
      simulate(
        { identity: [], resource: [policyOf(production, 'AWS::S3::BucketPolicy', 'AccessLogsPolicy')] },
        {
          caller: { service: 'logging.s3.amazonaws.com' },
          action: 's3:PutObject',
          resource: `arn:aws:s3:::annals-prod-dev-access-logs-${account}-us-west-2/${key}`,
          context: {
            'aws:SourceArn': from,
            'aws:SourceAccount': owner,
            'aws:SecureTransport': 'true',
            's3:TlsVersion': '1.3',
          },
        },
      );
    expect(log('access-logs-trail/a')).toBe('allowed');
    expect(log('access-logs/a')).toBe('implicitly denied');
    expect(log('access-logs-trail/a', bucketArn.replace('-trail-', '-other-'))).toBe('implicitly denied');
    expect(log('access-logs-trail/a', bucketArn, '444455556666')).toBe('implicitly denied');
  });
});

describe('threat detection', () => {
  it('is on in production, and looks at the bucket and at what functions connect to', () =>
    templateOf('audit', production).hasResourceProperties('AWS::GuardDuty::Detector', {
      Enable: true,
      Features: Match.arrayWith([
        { Name: 'S3_DATA_EVENTS', Status: 'ENABLED' },
        { Name: 'LAMBDA_NETWORK_LOGS', Status: 'ENABLED' },
      ]),
    }));

  it('is left out where the account has it', () => {
    const template = templateOf('audit', { ...production, guardDuty: false });
    template.resourceCountIs('AWS::GuardDuty::Detector', 0);
    template.resourceCountIs('AWS::CloudTrail::Trail', 1);
  });

  it('goes without a trail', () => {
    const template = templateOf('audit', { guardDuty: true });
    template.resourceCountIs('AWS::GuardDuty::Detector', 1);
    template.resourceCountIs('AWS::CloudTrail::Trail', 0);
  });

  it('has no stack where neither is wanted', () => expect(templatesOf({}).has('audit')).toBe(false));
});
