import { describe, expect, test } from '@jest/globals';
import { readSettings, type GivenSettings } from '../../lib/config.js';
import { assumptions } from '../../lib/cost/assumptions.js';
import { footprintOf } from '../../lib/cost/footprint.js';
import { resourcesOf } from '../support/templates.js';

interface Insights {
  readonly ContributorInsightsSpecification: {
    readonly Enabled: boolean;
    readonly Mode: 'THROTTLED_KEYS' | 'ACCESSED_AND_THROTTLED_KEYS';
  };
}
type Replica = Insights & { readonly GlobalSecondaryIndexes?: readonly Partial<Insights>[] };

describe.each<[string, GivenSettings]>([
  ['starter', { profile: 'starter' }],
  ['production', { profile: 'production' }],
  ['production without a trail', { profile: 'production', cloudTrail: false }],
  ['starter in a VPC with a way out', { profile: 'starter', vpc: true, nat: true }],
  ['starter with an HTTP API', { profile: 'starter', api: 'http' }],
  ['starter for users of Cognito, with keys of its own', { profile: 'starter', auth: 'cognito', customerKeys: true }],
  ['production within its VPC', { profile: 'production', privateApi: true }],
  ['production without a firewall, with a pipeline', { profile: 'production', waf: false, repository: 'acme/annals' }],
])('%s', (_, given) => {
  const resources = resourcesOf(given);
  const footprint = footprintOf(readSettings(given));
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);

  test('has the keys that are estimated', () => {
    expect(ofType('AWS::KMS::Key')).toHaveLength(footprint.keys);
  });

  test('has an interface endpoint in each zone that is estimated', () => {
    const zones = ofType('AWS::EC2::VPCEndpoint')
      .filter(({ Properties }) => Properties?.['VpcEndpointType'] === 'Interface')
      .reduce((sum, { Properties }) => sum + (Properties?.['SubnetIds'] as unknown[]).length, 0);
    expect(zones).toBe(footprint.endpoints);
    expect(ofType('AWS::EC2::NatGateway')).toHaveLength(footprint.natGateways);
  });

  test('has alarms on as many metrics as is estimated, and the dashboard', () => {
    const metrics = ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => {
      const several = Properties?.['Metrics'] as readonly object[] | undefined;
      return several?.filter((metric) => 'MetricStat' in metric).length ?? 1;
    });
    expect(metrics.reduce((sum, each) => sum + each, 0)).toBe(footprint.alarms);
    expect(ofType('AWS::CloudWatch::Dashboard')).toHaveLength(footprint.dashboards);
  });

  test('has as many rules of Contributor Insights: by partition and by item, of the table and its indexes', () => {
    const replicas = ofType('AWS::DynamoDB::GlobalTable').flatMap(
      ({ Properties }) => Properties?.['Replicas'] as Replica[],
    );
    const insights = replicas.flatMap((replica) => [
      replica.ContributorInsightsSpecification,
      ...(replica.GlobalSecondaryIndexes ?? []).map((index) => index.ContributorInsightsSpecification),
    ]);
    const rules = insights.map((each) =>
      each?.Enabled ? { THROTTLED_KEYS: 2, ACCESSED_AND_THROTTLED_KEYS: 4 }[each.Mode] : 0,
    );
    expect(rules.reduce((sum, each) => sum + each, 0)).toBe(footprint.insightRules);
  });

  test('has functions of the memory, and for the time, that is estimated', () => {
    const functions = ofType('AWS::Lambda::Function').map(({ Properties }) => Properties!);
    expect(new Set(functions.map(({ MemorySize }) => MemorySize))).toEqual(new Set([assumptions.memoryGiB * 1024]));
    expect(functions.map(({ Timeout }) => Timeout)).toContain(assumptions.reconciliationSeconds);
  });

  test('has the firewall that is estimated, and as many rules', () => {
    const acls = ofType('AWS::WAFv2::WebACL');
    expect(acls).toHaveLength(footprint.webAcls);
    expect(acls.flatMap(({ Properties }) => Properties?.['Rules'] as unknown[])).toHaveLength(footprint.webAclRules);
  });

  test('has functions that ask as many queues as is estimated', () => {
    expect(ofType('AWS::Lambda::EventSourceMapping')).toHaveLength(footprint.polledQueues);
  });
});
