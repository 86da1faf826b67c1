import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { account, resolverOf } from './iam/resolve.js';
import { resourcesOf, templateOf } from './support/templates.js';

const production = { profile: 'production' };

describe.each([['starter'], ['production']])('every function of %s', (profile) => {
  const functions = resourcesOf({ profile }, 'AWS::Lambda::Function');

  it.each(functions.map((found) => [found.id, found] as const))(
    '%s runs on Node 24 and arm64, logs JSON and is traced',
    (_id, found) =>
      expect(found.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'TRACE' },
      }),
  );

  it.each(functions.map((found) => [found.id, found] as const))(
    '%s logs into a group that is declared, and has a role of its own',
    (_id, found) => {
      const { LoggingConfig, Role } = found.Properties as {
        readonly LoggingConfig: { readonly LogGroup: { readonly Ref: string } };
        readonly Role: { readonly 'Fn::GetAtt': readonly [string, 'Arn'] };
      };
      const inStack = (type: string) =>
        resourcesOf({ profile }, type)
          .filter(({ stack }) => stack === found.stack)
          .map(({ id }) => id);
      expect(inStack('AWS::Logs::LogGroup')).toContain(LoggingConfig.LogGroup.Ref);
      expect(inStack('AWS::IAM::Role')).toContain(Role['Fn::GetAtt'][0]);
      const sharing = functions.filter(
        ({ Properties }) => JSON.stringify(Properties?.['Role']) === JSON.stringify(Role),
      );
      expect(sharing.filter(({ stack }) => stack === found.stack)).toHaveLength(1);
    },
  );
});

describe('the functions that record', () => {
  it('are told their table, and their bucket where they have one', () => {
    const variables = (name: string) =>
      resourcesOf({}, 'AWS::Lambda::Function').find(
        ({ Properties }) => Properties?.['FunctionName'] === `annals-dev-dev-${name}`,
      )!.Properties?.['Environment'] as { readonly Variables: Readonly<Record<string, unknown>> };
    const both = ['BUCKET_NAME', 'LOG_LEVEL', 'POWERTOOLS_METRICS_NAMESPACE', 'TABLE_NAME'];
    expect(Object.keys(variables('object-notifications').Variables).sort()).toEqual(both);
    expect(Object.keys(variables('reconciliation').Variables).sort()).toEqual(both);
    expect(Object.keys(variables('queued-events').Variables).sort()).toEqual([
      'EVENT_DEAD_LETTER_QUEUE_URL',
      'LOG_LEVEL',
      'POWERTOOLS_METRICS_NAMESPACE',
      'TABLE_NAME',
    ]);
  });

  it.each([
    ['object-notifications', 300],
    ['queued-events', 60],
    ['reconciliation', 900],
  ])('%s may run for %d s', (name, Timeout) =>
    templateOf('ingest').hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `annals-dev-dev-${name}`,
      Handler: `${name}.handler`,
      Timeout,
    }),
  );

  it('keep the runtime that they were deployed with, whose Node their code caches are for', () => {
    templateOf('ingest').allResourcesProperties('AWS::Lambda::Function', {
      RuntimeManagementConfig: { UpdateRuntimeOn: 'FunctionUpdate' },
    });
    const runtimeVersion = `arn:aws:lambda:us-west-2::runtime:${'0'.repeat(64)}`;
    templateOf('ingest', { runtimeVersion }).allResourcesProperties('AWS::Lambda::Function', {
      RuntimeManagementConfig: { UpdateRuntimeOn: 'Manual', RuntimeVersionArn: runtimeVersion },
    });
  });

  it('leave all requests to the SDK where the settings say so', () => {
    const variables = { DYNAMODB_BATCHES: 'sdk', S3_HEADS: 'sdk' };
    for (const stack of ['ingest', 'api'] as const)
      templateOf(stack, { directRequests: false }).allResourcesProperties('AWS::Lambda::Function', {
        Environment: { Variables: Match.objectLike(variables) },
      });
    templateOf('ingest').allResourcesProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.not(Match.objectLike(variables)) },
    });
  });

  it('log as the settings say, without Lambda leaving out figures and errors whose levels it cannot read', () => {
    templateOf('ingest', { logLevel: 'error' }).allResourcesProperties('AWS::Lambda::Function', {
      LoggingConfig: Match.objectLike({ ApplicationLogLevel: 'TRACE' }),
      Environment: { Variables: Match.objectLike({ LOG_LEVEL: 'error' }) },
    });
  });
});

describe('the queues’ functions', () => {
  it.each([
    ['starter', 5],
    ['production', 50],
  ])('of %s have failed messages alone tried again, and take %d instances at most', (profile, MaximumConcurrency) => {
    const mappings = resourcesOf({ profile }, 'AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(2);
    for (const { Properties } of mappings)
      expect(Properties).toMatchObject({
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency },
      });
  });
});

describe('each function behind a queue', () => {
  it('is handed the messages of its own', () => {
    const resolve = resolverOf({});
    const fed = resourcesOf({}, 'AWS::Lambda::EventSourceMapping').map(({ stack, Properties }) => {
      const { FunctionName, EventSourceArn } = resolve(stack, Properties) as Readonly<Record<string, string>>;
      return [FunctionName, EventSourceArn];
    });
    const queue = (name: string) => `arn:aws:sqs:us-west-2:${account}:annals-dev-dev-${name}`;
    expect(fed).toEqual([
      ['annals-dev-dev-object-notifications', queue('notifications')],
      ['annals-dev-dev-queued-events', queue('events')],
    ]);
  });
});

describe('the reconciliation', () => {
  it('runs every day, or as often as the settings say', () => {
    const rule = (given: Readonly<Record<string, unknown>>, ScheduleExpression: string) =>
      templateOf('ingest', given).hasResourceProperties('AWS::Events::Rule', { ScheduleExpression, State: 'ENABLED' });
    rule({}, 'rate(1 day)');
    rule({ reconciliationHours: 6 }, 'rate(6 hours)');
  });

  it('is started by its rule, which alone may', () => {
    const template = templateOf('ingest');
    const [rule] = Object.keys(template.findResources('AWS::Events::Rule'));
    const [name] = Object.entries(template.findResources('AWS::Lambda::Function')).find(
      ([, { Properties }]) =>
        (Properties as Readonly<Record<string, unknown>>)['FunctionName'] === 'annals-dev-dev-reconciliation',
    )!;
    const functionArn = { 'Fn::GetAtt': [name, 'Arn'] };
    template.hasResourceProperties('AWS::Events::Rule', { Targets: [Match.objectLike({ Arn: functionArn })] });
    template.resourceCountIs('AWS::Lambda::Permission', 1);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [rule, 'Arn'] },
    });
  });
});

describe('the outputs of the functions', () => {
  it('name the function of notifications and its role', () => {
    const outputs = Object.keys(templateOf('ingest', production).findOutputs('*'));
    expect(outputs).toEqual(
      expect.arrayContaining(['NotificationFunctionName', 'NotificationFunctionArn', 'NotificationRoleArn']),
    );
  });
});
