import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { resourcesOf, templateOf } from './support/templates.js';

const production = { profile: 'production' };
const template = templateOf('api', production);

interface Rule {
  readonly Name: string;
  readonly Priority: number;
  readonly Action?: unknown;
  readonly OverrideAction?: unknown;
  readonly Statement: {
    readonly RateBasedStatement?: unknown;
    readonly ManagedRuleGroupStatement?: {
      readonly Name: string;
      readonly VendorName: string;
      readonly RuleActionOverrides: readonly { readonly Name: string; readonly ActionToUse: unknown }[];
      readonly ExcludedRules?: unknown;
    };
  };
}

function rulesOf(given: Readonly<Record<string, unknown>>): readonly Rule[] {
  const [acl] = resourcesOf(given, 'AWS::WAFv2::WebACL');
  return acl!.Properties?.['Rules'] as readonly Rule[];
}

describe('the firewall', () => {
  it('stands before the stage in production, and is not there in a starter', () => {
    const [acl] = resourcesOf(production, 'AWS::WAFv2::WebACL');
    const [stage] = resourcesOf(production, 'AWS::ApiGateway::Stage');
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      WebACLArn: { 'Fn::GetAtt': [acl!.id, 'Arn'] },
      ResourceArn: { 'Fn::Join': ['', Match.arrayWith([{ Ref: 'RestApi79D61EE8' }, '/stages/', { Ref: stage!.id }])] },
    });
    template.hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
    expect(resourcesOf({}, 'AWS::WAFv2::WebACL')).toEqual([]);
    expect(resourcesOf({ waf: true }, 'AWS::WAFv2::WebACL')).toHaveLength(1);
  });

  it('blocks addresses that ask too often, as the settings say', () => {
    const rate = (given: Readonly<Record<string, unknown>>) => rulesOf(given).find(({ Name }) => Name === 'rate');
    const statement = (Limit: number) => ({
      RateBasedStatement: { Limit, AggregateKeyType: 'IP', EvaluationWindowSec: 300 },
    });
    expect(rate(production)).toMatchObject({ Priority: 0, Action: { Block: {} }, Statement: statement(2000) });
    expect(rate({ ...production, wafRequestsPer5Minutes: 50_000 })).toMatchObject({ Statement: statement(50_000) });
  });

  it('has the groups of AWS that cost nothing extra, and they block', () => {
    const groups = rulesOf(production).flatMap(({ Statement, OverrideAction }) =>
      Statement.ManagedRuleGroupStatement ? [{ ...Statement.ManagedRuleGroupStatement, OverrideAction }] : [],
    );
    expect(groups.map(({ Name }) => Name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    for (const { VendorName, OverrideAction, ExcludedRules } of groups)
      expect([VendorName, OverrideAction, ExcludedRules]).toEqual(['AWS', { None: {} }, undefined]);
  });

  it('lets batches of 4 MiB, long keys, and events about attacks through: rules about data only count', () => {
    const overrides = rulesOf(production).flatMap(
      ({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [],
    );
    for (const { ActionToUse } of overrides) expect(ActionToUse).toEqual({ Count: {} });
    const counting = overrides.map(({ Name }) => Name);
    expect(counting).toEqual(
      expect.arrayContaining(['SizeRestrictions_BODY', 'SizeRestrictions_QUERYSTRING', 'RestrictedExtensions_URIPATH']),
    );
    const aboutData = /_(BODY|QUERYSTRING|QUERYARGUMENTS)$/;
    expect(counting.filter((name) => !aboutData.test(name))).toEqual([
      'RestrictedExtensions_URIPATH',
      'NoUserAgent_HEADER',
    ]);
  });

  it('tries its rules in an order that is told', () => {
    expect(rulesOf(production).map(({ Priority }) => Priority)).toEqual([0, 1, 2, 3]);
  });
});

describe('the log of the firewall', () => {
  it('goes to a group that WAF takes, with a key, without credentials and queries', () => {
    const [group] = resourcesOf(production, 'AWS::Logs::LogGroup').filter(({ id }) =>
      id.startsWith('RestFirewallLogs'),
    );
    expect(group!.Properties).toMatchObject({ LogGroupName: 'aws-waf-logs-annals-prod-dev', RetentionInDays: 365 });
    expect(group!.Properties).toHaveProperty('KmsKeyId');
    const [acl] = resourcesOf(production, 'AWS::WAFv2::WebACL');
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      ResourceArn: { 'Fn::GetAtt': [acl!.id, 'Arn'] },
      LogDestinationConfigs: [
        { 'Fn::Join': ['', [Match.anyValue(), { Ref: 'AWS::AccountId' }, ':log-group:', { Ref: group!.id }]] },
      ],
      RedactedFields: [
        { QueryString: {} },
        ...['authorization', 'cookie', 'x-api-key', 'x-amz-security-token'].map((Name) => ({ SingleHeader: { Name } })),
      ],
    });
  });

  it('has what was blocked or counted; the access log has the rest', () => {
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      LoggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }],
          },
        ],
      },
    });
  });
});
