import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { policyOf } from './iam/deployed-policies.js';
import { account } from './iam/resolve.js';
import { simulate } from './iam/simulator.js';
import { resourcesOf, templateOf } from './support/templates.js';

const production = { profile: 'production' };

describe.each([['starter'], ['production']])('the log groups of %s', (profile) => {
  const groups = resourcesOf({ profile }, 'AWS::Logs::LogGroup');

  it('are there', () => expect(groups.length).toBeGreaterThan(2));

  it.each(groups.map((group) => [group.id, group] as const))('%s has a key', (_id, { Properties }) =>
    expect(Properties).toHaveProperty('KmsKeyId'),
  );

  it.each(groups.map((group) => [group.id, group] as const))(
    '%s keeps its lines for a year or longer',
    (_id, { Properties }) => expect(Properties?.['RetentionInDays']).toBeGreaterThanOrEqual(365),
  );

  it('keep them as long as the settings say', () => {
    const kept = resourcesOf({ profile, logRetentionDays: 731 }, 'AWS::Logs::LogGroup');
    expect(new Set(kept.map(({ Properties }) => Properties?.['RetentionInDays']))).toEqual(new Set([731]));
  });
});

describe('the keys', () => {
  it('are one in a starter, for what AWS has no key for', () => {
    expect(resourcesOf({}, 'AWS::KMS::Key').map(({ id }) => id)).toEqual(['LogsKeyA6AB43B2']);
    const statement = {
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    };
    templateOf('security').hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike(statement)]) },
    });
  });

  it('are one for each purpose in production', () => {
    const aliases = resourcesOf(production, 'AWS::KMS::Alias').map(({ Properties }) => Properties?.['AliasName']);
    expect(aliases.sort()).toEqual(
      ['alarms', 'logs', 'objects', 'table', 'trail'].map((name) => `alias/annals-prod-dev-${name}`),
    );
  });

  it('leave out the one of the trail where there is no trail', () => {
    const aliases = resourcesOf({ ...production, cloudTrail: false }, 'AWS::KMS::Alias');
    expect(aliases.map(({ Properties }) => Properties?.['AliasName'])).not.toContain('alias/annals-prod-dev-trail');
  });

  it.each([['starter'], ['production']])('of %s are rotated', (profile) => {
    for (const { Properties } of resourcesOf({ profile }, 'AWS::KMS::Key'))
      expect(Properties).toMatchObject({ EnableKeyRotation: true, PendingWindowInDays: 30 });
  });

  it('of the trail describes itself to our trail and encrypts for it, and for no other', () => {
    const trail = `arn:aws:cloudtrail:us-west-2:${account}:trail/annals-prod-dev-trail`;
    const use = (action: string, sourceArn: string, context: Readonly<Record<string, string>> = {}) =>
      simulate(
        { identity: [], resource: [policyOf(production, 'AWS::KMS::Key', 'TrailKey')] },
        {
          caller: { service: 'cloudtrail.amazonaws.com' },
          action,
          resource: `arn:aws:kms:us-west-2:${account}:key/k`,
          context: { 'aws:SourceArn': sourceArn, ...context },
        },
      );
    const encrypting = (arn: string) => ({ 'kms:EncryptionContext:aws:cloudtrail:arn': arn });
    const other = trail.replace('annals', 'other');
    const elsewhere = trail.replace(account, '444455556666');
    expect(use('kms:DescribeKey', trail)).toBe('allowed');
    expect(use('kms:DescribeKey', other)).toBe('implicitly denied');
    expect(use('kms:GenerateDataKey', trail, encrypting(trail))).toBe('allowed');
    expect(use('kms:GenerateDataKey', other, encrypting(trail))).toBe('implicitly denied');
    expect(use('kms:GenerateDataKey', trail, encrypting(elsewhere))).toBe('implicitly denied');
    expect(use('kms:Decrypt', trail, encrypting(trail))).toBe('implicitly denied');
  });
});
