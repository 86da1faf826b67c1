import { describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { rolesOf } from './iam/deployed-policies.js';
import { account } from './iam/resolve.js';
import { simulate } from './iam/simulator.js';
import { resourcesOf, templateOf, templatesOf } from './support/templates.js';

const production = { profile: 'production' };
const ofType = (template: Template, type: string) =>
  Object.values(template.findResources(type)) as { readonly Properties: Readonly<Record<string, unknown>> }[];
const endpoints = (given: Readonly<Record<string, unknown>>, type: string) =>
  ofType(templateOf('network', given), 'AWS::EC2::VPCEndpoint')
    .filter(({ Properties }) => Properties['VpcEndpointType'] === type)
    .map(({ Properties }) => JSON.stringify(Properties['ServiceName']));

describe('the network', () => {
  it('is not there in a starter', () => {
    expect(templatesOf({}).has('network')).toBe(false);
    for (const { Properties } of resourcesOf({}, 'AWS::Lambda::Function'))
      expect(Properties).not.toHaveProperty('VpcConfig');
  });

  it('logs all its flows, every minute', () => {
    templateOf('network', production).hasResourceProperties('AWS::EC2::FlowLog', {
      TrafficType: 'ALL',
      MaxAggregationInterval: 60,
      LogDestinationType: 'cloud-watch-logs',
      ResourceType: 'VPC',
    });
  });

  it('has its flows logged by a role that may do nothing else', () => {
    const { arn, policies } = rolesOf(production).get('flow-logs')!;
    const may = (action: string, name: string) =>
      simulate(
        { identity: policies },
        { caller: { arn }, action, resource: `arn:aws:logs:us-west-2:${account}:log-group:/annals/prod/dev/${name}:*` },
      );
    for (const action of ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents']) {
      expect(may(action, 'network')).toBe('allowed');
      expect(may(action, 'api')).toBe('implicitly denied');
    }
    for (const action of ['logs:CreateLogGroup', 'logs:DeleteLogGroup', 'logs:DeleteLogStream', 'logs:GetLogEvents'])
      expect(may(action, 'network')).toBe('implicitly denied');
  });

  it('has no way out: no NAT, no internet gateway, no public subnet', () => {
    const template = templateOf('network', production);
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourceCountIs('AWS::EC2::InternetGateway', 0);
    template.resourceCountIs('AWS::EC2::Route', 0);
    for (const { Properties } of ofType(template, 'AWS::EC2::Subnet'))
      expect(Properties).toMatchObject({ MapPublicIpOnLaunch: false });
  });

  it('has one where it is asked for', () => {
    const template = templateOf('network', { ...production, nat: true });
    template.resourceCountIs('AWS::EC2::NatGateway', 1);
    template.hasResourceProperties('AWS::EC2::Route', { NatGatewayId: Match.anyValue() });
  });

  it('stands in two zones without asking which there are', () => {
    const zones = ofType(templateOf('network', production), 'AWS::EC2::Subnet').map(
      ({ Properties }) => Properties['AvailabilityZone'],
    );
    expect(zones).toEqual([0, 1].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })));
  });

  it('reaches S3 and DynamoDB through gateways, on every route table', () => {
    const gateways = endpoints(production, 'Gateway');
    expect(gateways).toHaveLength(2);
    expect(gateways.join()).toMatch(/s3.*dynamodb|dynamodb.*s3/);
    const template = templateOf('network', production);
    const tables = Object.keys(template.findResources('AWS::EC2::RouteTable'));
    for (const { Properties } of ofType(template, 'AWS::EC2::VPCEndpoint'))
      if (Properties['VpcEndpointType'] === 'Gateway')
        expect(Properties['RouteTableIds']).toEqual(tables.map((id) => ({ Ref: id })));
  });

  it('reaches SQS and X-Ray through interfaces, and nothing else', () => {
    expect(endpoints(production, 'Interface').map((name) => /[a-z-]+(?="?\]?\]?\}?$)/.exec(name)?.[0])).toEqual([
      expect.stringContaining('sqs'),
      expect.stringContaining('xray'),
    ]);
  });

  it('lets functions, and nobody else, to these interfaces on 443', () => {
    const template = templateOf('network', production);
    const interfaces = ofType(template, 'AWS::EC2::VPCEndpoint').filter(
      ({ Properties }) => Properties['VpcEndpointType'] === 'Interface',
    );
    const [rule] = ofType(template, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties);
    expect(interfaces).toHaveLength(2);
    for (const { Properties } of interfaces) {
      expect(Properties).toMatchObject({ PrivateDnsEnabled: true, SecurityGroupIds: [rule!['GroupId']] });
      expect(JSON.stringify(Properties['SubnetIds'])).toContain('functionsSubnet');
    }
    expect(JSON.stringify(rule!['SourceSecurityGroupId'])).toContain('Functions');
  });

  it('has an interface for a private API', () => {
    expect(endpoints({ ...production, privateApi: true }, 'Interface').join()).toContain('execute-api');
  });

  it('lets whoever is in it to a private API, and nobody else', () => {
    const given = { ...production, privateApi: true };
    const [group] = ofType(templateOf('network', given), 'AWS::EC2::SecurityGroup').filter(
      ({ Properties }) => Properties['GroupName'] === 'annals-prod-dev-apicallers',
    );
    expect(group!.Properties['SecurityGroupIngress']).toMatchObject([
      { CidrIp: '10.0.0.0/16', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
    ]);
    const [api] = ofType(templateOf('network', given), 'AWS::EC2::VPCEndpoint').filter(({ Properties }) =>
      JSON.stringify(Properties['ServiceName']).includes('execute-api'),
    );
    expect(JSON.stringify(api!.Properties['SecurityGroupIds'])).toContain('ApiCallers');
  });

  it('lets functions out on 443 only', () => {
    const groups = ofType(templateOf('network', production), 'AWS::EC2::SecurityGroup');
    const functions = groups.find(({ Properties }) => Properties['GroupName'] === 'annals-prod-dev-functions')!;
    expect(functions.Properties['SecurityGroupEgress']).toEqual([
      { CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'Services of AWS' },
    ]);
    expect(functions.Properties).not.toHaveProperty('SecurityGroupIngress');
  });

  it('lets nobody in from outside', () => {
    const template = templateOf('network', production);
    const rules = [
      ...ofType(template, 'AWS::EC2::SecurityGroup').flatMap(
        ({ Properties }) => Properties['SecurityGroupIngress'] ?? [],
      ),
      ...ofType(template, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties),
    ] as Readonly<Record<string, unknown>>[];
    expect(rules).toHaveLength(1);
    for (const rule of rules) {
      expect(rule).not.toHaveProperty('CidrIp');
      expect(rule).toMatchObject({ FromPort: 443, ToPort: 443, SourceSecurityGroupId: expect.anything() as unknown });
    }
  });

  it('is where every function runs', () => {
    const functions = resourcesOf(production, 'AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThan(2);
    for (const { Properties } of functions) {
      const { SubnetIds, SecurityGroupIds } = Properties?.['VpcConfig'] as Readonly<Record<string, unknown[]>>;
      expect(JSON.stringify(SubnetIds)).toContain('functionsSubnet');
      expect([SubnetIds?.length, SecurityGroupIds?.length]).toEqual([2, 1]);
    }
  });
});
