import { readFileSync } from 'node:fs';
import { metrics } from '@annals/domain';
import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import type { GivenSettings } from '../lib/config.js';
import { businessFigures } from '../lib/monitoring/business-figures.js';
import { policyOf } from './iam/deployed-policies.js';
import { resolverOf } from './iam/resolve.js';
import { simulate } from './iam/simulator.js';
import { resourcesOf, templateOf } from './support/templates.js';

const production = { profile: 'production' };
const alarmType = 'AWS::CloudWatch::Alarm';
const functions = ['api', 'bucket-lister', 'object-notifications', 'queued-events', 'reconciliation'];
const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');

type Properties = Readonly<Record<string, unknown>>;

/** Every alarm by its name, without what makes it another deployment's, with all references resolved. */
function alarmsOf(given: GivenSettings = {}): Readonly<Record<string, Properties>> {
  const resolve = resolverOf(given);
  const alarms = resourcesOf(given, alarmType).map(({ stack, Properties }) => resolve(stack, Properties) as Properties);
  return Object.fromEntries(alarms.map((alarm) => [(alarm['AlarmName'] as string).replace(/^(\w+-){3}/, ''), alarm]));
}

/** What the functions ask of the table. */
const operations = ['GetItem', 'BatchGetItem', 'PutItem', 'BatchExecuteStatement', 'Query'];

const dimensions = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

describe('the alarms that are asked for by name', () => {
  const rule = { ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching', Period: 300 };

  it.each(functions)('of the function %s rings at one error, in one period', (name) =>
    expect(alarmsOf()[`${name}-errors`]).toMatchObject({
      ...rule,
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: dimensions({ FunctionName: `annals-dev-dev-${name}` }),
      Statistic: 'Sum',
      Threshold: 1,
      EvaluationPeriods: 1,
    }),
  );

  it.each([
    ['rest', 'api-5xx', '5XXError', 5],
    ['rest', 'api-4xx', '4XXError', 10],
    ['http', 'api-5xx', '5xx', 5],
    ['http', 'api-4xx', '4xx', 10],
  ])('of a %s API: %s rings at so many in each of two periods', (api, name, MetricName, Threshold) =>
    expect(alarmsOf({ api })[name]).toMatchObject({
      ...rule,
      Namespace: 'AWS/ApiGateway',
      MetricName,
      Dimensions:
        api === 'rest'
          ? dimensions({ ApiName: 'annals-dev-dev-api', Stage: 'dev' })
          : [
              { Name: 'ApiId', Value: expect.any(String) },
              { Name: 'Stage', Value: '$default' },
            ],
      Statistic: 'Sum',
      Threshold,
      EvaluationPeriods: 2,
    }),
  );

  it('want every period that they look at', () => {
    for (const name of ['api-errors', 'api-5xx', 'api-4xx'])
      expect(alarmsOf()[name]).not.toHaveProperty('DatapointsToAlarm');
  });
});

describe('the other alarms', () => {
  const asked = /^(.+-errors|api-[45]xx)$/;
  const others = () => Object.entries(alarmsOf()).filter(([name]) => !asked.test(name) || name === 'table-errors');

  it('ring when two of three periods are too much', () => {
    expect(others().length).toBeGreaterThan(8);
    for (const [, alarm] of others())
      expect(alarm).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' });
  });

  it.each(['notifications', 'events', 'samples'])('tell of dead letters of the queue %s', (name) =>
    expect(alarmsOf()[`${name}-dead`]).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: dimensions({ QueueName: `annals-dev-dev-${name}-dead` }),
      Statistic: 'Average',
      Threshold: 1,
    }),
  );

  it.each([
    ['notifications', 3600],
    ['events', 720],
  ])('tell of messages of the queue %s that wait for %d s', (name, Threshold) =>
    expect(alarmsOf()[`${name}-age`]).toMatchObject({
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: dimensions({ QueueName: `annals-dev-dev-${name}` }),
      Statistic: 'Average',
      Threshold,
    }),
  );

  it.each(functions)('tell of the function %s being throttled', (name) =>
    expect(alarmsOf()[`${name}-throttles`]).toMatchObject({
      MetricName: 'Throttles',
      Dimensions: dimensions({ FunctionName: `annals-dev-dev-${name}` }),
      Statistic: 'Sum',
      Threshold: 1,
    }),
  );

  interface MetricQuery {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: Properties; readonly Stat: string; readonly Period: number };
  }
  const TableName = 'annals-dev-dev-records';
  const perOperation = operations.map((Operation) => ['SystemErrors', { Operation, TableName }]);
  const perPlace = ['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap((name) => [
    [name, { TableName }],
    ...['gsi1', 'gsi2', 'gsi3'].map((GlobalSecondaryIndexName) => [name, { GlobalSecondaryIndexName, TableName }]),
  ]);

  it.each([
    ['table-throttles', 'by table and index, where parts of batches count', perPlace],
    ['table-errors', 'by operation', perOperation],
  ] as const)('%s adds up what is counted %s, and takes no points for none', (name, _how, expected) => {
    const { Metrics, ...alarm } = alarmsOf()[name]!;
    expect(alarm).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    const queries = Metrics as readonly MetricQuery[];
    const figures = queries.filter(({ MetricStat }) => MetricStat !== undefined);
    expect(figures.map(({ MetricStat }) => MetricStat)).toEqual(
      expected.map(([MetricName, values]) => ({
        Metric: {
          Namespace: 'AWS/DynamoDB',
          MetricName,
          Dimensions: dimensions(values as Readonly<Record<string, string>>),
        },
        Period: 300,
        Stat: 'Sum',
      })),
    );
    expect(queries.flatMap(({ Expression }) => Expression ?? [])).toEqual([
      `SUM([${figures.map(({ Id }) => `FILL(${Id}, 0)`).join(', ')}])`,
    ]);
  });

  it('count lines of errors in every function’s log', () => {
    const filters = resourcesOf({}, 'AWS::Logs::MetricFilter').map(
      ({ stack, Properties }) => resolverOf({})(stack, Properties) as Properties,
    );
    expect(filters.map(({ LogGroupName }) => LogGroupName)).toEqual(functions.map((name) => `/annals/dev/dev/${name}`));
    for (const filter of filters)
      expect(filter).toMatchObject({
        FilterPattern: '{ ($.level >= 50) || ($.level = "ERROR") || ($.level = "FATAL") }',
        MetricTransformations: [
          { MetricNamespace: 'annals-dev-dev', MetricName: 'error-lines', MetricValue: '1', DefaultValue: 0 },
        ],
      });
    expect(alarmsOf()['error-lines']).toMatchObject({
      Namespace: 'annals-dev-dev',
      MetricName: 'error-lines',
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });
});

describe('the alarm of threats', () => {
  it('rings at one finding of GuardDuty of medium severity or above', () => {
    expect(alarmsOf(production)['threat-findings']).toMatchObject({
      Namespace: 'AWS/Events',
      MetricName: 'TriggeredRules',
      Dimensions: dimensions({ RuleName: 'annals-prod-dev-threat-findings' }),
      Statistic: 'Sum',
      Period: 300,
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    templateOf('monitoring', production).hasResourceProperties('AWS::Events::Rule', {
      Name: 'annals-prod-dev-threat-findings',
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.guardduty'],
        'detail-type': ['GuardDuty Finding'],
        detail: { severity: [{ numeric: ['>=', 4] }] },
      },
    });
  });

  it('is not there where GuardDuty is somebody else’s', () => {
    expect(alarmsOf({ ...production, guardDuty: false })).not.toHaveProperty('threat-findings');
    templateOf('monitoring').resourceCountIs('AWS::Events::Rule', 0);
  });
});

describe('every alarm', () => {
  const topic = 'arn:aws:sns:us-west-2:111122223333:annals-prod-dev-alarms';

  it('tells the topic when it begins and when it is over', () => {
    const alarms = Object.values(alarmsOf(production));
    expect(alarms.length).toBeGreaterThan(15);
    for (const alarm of alarms) expect(alarm).toMatchObject({ AlarmActions: [topic], OKActions: [topic] });
  });

  /** As GitHub makes them of headings. */
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

  it.each(Object.entries(alarmsOf(production)))('%s leads to its section of the runbook', (_name, alarm) => {
    const [, anchor] = / What to do: docs\/runbook\.md#([\w-]+)$/.exec(alarm['AlarmDescription'] as string) ?? [];
    expect(anchors).toContain(anchor);
  });

  it('leads to the section that is about it', () => {
    const sections: Readonly<Record<string, RegExp>> = {
      'a-function-fails': /^[\w-]+-errors$/,
      'the-api-answers-with-server-errors': /^api-5xx$/,
      'the-api-refuses-many-requests': /^api-4xx$/,
      'messages-were-given-up': /-dead$/,
      'messages-wait-too-long': /-age$/,
      'a-function-is-throttled': /-throttles$/,
      'the-table-is-throttled': /^table-throttles$/,
      'the-table-fails': /^table-errors$/,
      'functions-log-errors': /^error-lines$/,
      'guardduty-found-something': /^threat-findings$/,
    };
    const led = Object.entries(alarmsOf(production)).map(([name, alarm]) => {
      const [section] = /[\w-]+$/.exec(alarm['AlarmDescription'] as string)!;
      return [name, section] as const;
    });
    expect(led.filter(([name, section]) => !sections[section]!.test(name))).toEqual([]);
    const ofTable = led.filter(([name]) => name.startsWith('table-')).map(([, section]) => section);
    expect(ofTable).toEqual(['the-table-is-throttled', 'the-table-fails']);
    expect(new Set(led.map(([, section]) => section))).toEqual(new Set(Object.keys(sections)));
  });

  it('leads to the runbook on GitHub where the settings name a repository', () => {
    const { 'api-5xx': alarm } = alarmsOf({ repository: 'acme/annals' });
    expect(alarm!['AlarmDescription']).toContain('https://github.com/acme/annals/blob/main/docs/runbook.md#');
  });
});

describe('the topic of alarms', () => {
  it.each([['starter'], ['production']])('of %s is encrypted with the key of alarms', (profile) => {
    const id = profile === 'starter' ? 'LogsKeyA6AB43B2' : 'AlarmsKey8B9C40AB';
    const [topic] = resourcesOf({ profile }, 'AWS::SNS::Topic');
    expect(resolverOf({ profile })('monitoring', topic!.Properties)).toMatchObject({
      KmsMasterKeyId: expect.stringMatching(new RegExp(`:key/${id}$`)),
    });
  });

  it.each([
    ['starter', 'LogsKey'],
    ['production', 'AlarmsKey'],
  ])('of %s can be written to by alarms of this account, which its key lets encrypt', (profile, key) => {
    const policy = policyOf({ profile }, 'AWS::KMS::Key', key);
    const use = (action: string, account: string, service = 'cloudwatch.amazonaws.com') =>
      simulate(
        { identity: [], resource: [policy] },
        {
          caller: { service },
          action,
          resource: 'arn:aws:kms:us-west-2:111122223333:key/k',
          context: { 'aws:SourceAccount': account },
        },
      );
    for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) {
      expect(use(action, '111122223333')).toBe('allowed');
      expect(use(action, '444455556666')).toBe('implicitly denied');
      expect(use(action, '111122223333', 's3.amazonaws.com')).toBe('implicitly denied');
    }
  });

  const arn = 'arn:aws:sns:us-west-2:111122223333:annals-dev-dev-alarms';
  const publish = (sourceArn: string, account: string, isSecure = 'true') =>
    simulate(
      { identity: [], resource: [policyOf({}, 'AWS::SNS::TopicPolicy', 'TopicPolicy')] },
      {
        caller: { service: 'cloudwatch.amazonaws.com' },
        action: 'sns:Publish',
        resource: arn,
        context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': account, 'aws:SecureTransport': isSecure },
      },
    );
  const own = 'arn:aws:cloudwatch:us-west-2:111122223333:alarm:annals-dev-dev-api-5xx';

  it('takes what this deployment’s alarms say, and no other’s', () => {
    expect(publish(own, '111122223333')).toBe('allowed');
    expect(publish(own.replace('annals-dev-dev', 'annals-dev-pr7'), '111122223333')).toBe('implicitly denied');
    expect(publish(own.replace('111122223333', '444455556666'), '444455556666')).toBe('implicitly denied');
    expect(publish(own, '444455556666')).toBe('implicitly denied');
  });

  it('refuses plain HTTP', () => expect(publish(own, '111122223333', 'false')).toBe('explicitly denied'));

  it('is mailed to whom the settings name, and to nobody else', () => {
    const template = templateOf('monitoring', { alarmEmails: 'a@example.org,b@example.org' });
    for (const Endpoint of ['a@example.org', 'b@example.org'])
      template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint });
    templateOf('monitoring').resourceCountIs('AWS::SNS::Subscription', 0);
  });
});

describe('channels of chats', () => {
  const guardrail = [
    Match.objectLike({ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/CloudWatchReadOnlyAccess'])] }),
  ];
  const slack = { slackWorkspaceId: 'T0123456', slackChannelId: 'C0123456' };
  const teams = {
    teamsTenantId: '0a1b2c3d-0000-4000-8000-000000000000',
    teamsTeamId: '0a1b2c3d-0000-4000-8000-000000000001',
    teamsChannelId: '19%3aabcdefgh%40thread.tacv2',
  };

  it('are told of alarms, can read figures at most, and have a role that may do nothing', () => {
    const template = templateOf('monitoring', { ...slack, ...teams });
    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      ConfigurationName: 'annals-dev-dev-slack',
      SlackWorkspaceId: 'T0123456',
      SlackChannelId: 'C0123456',
      SnsTopicArns: [{ Ref: Match.stringLikeRegexp('^Topic') }],
      GuardrailPolicies: guardrail,
    });
    template.hasResourceProperties('AWS::Chatbot::MicrosoftTeamsChannelConfiguration', {
      ConfigurationName: 'annals-dev-dev-teams',
      TeamsTenantId: teams.teamsTenantId,
      TeamId: teams.teamsTeamId,
      TeamsChannelId: teams.teamsChannelId,
      SnsTopicArns: [{ Ref: Match.stringLikeRegexp('^Topic') }],
      GuardrailPolicies: guardrail,
    });
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.allResourcesProperties('AWS::IAM::Role', {
      Policies: Match.absent(),
      ManagedPolicyArns: Match.absent(),
      AssumeRolePolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({ Principal: { Service: 'chatbot.amazonaws.com' } })],
      }),
    });
  });

  it('are not there where the settings name none', () => {
    templateOf('monitoring').resourceCountIs('AWS::Chatbot::SlackChannelConfiguration', 0);
    templateOf('monitoring').resourceCountIs('AWS::Chatbot::MicrosoftTeamsChannelConfiguration', 0);
  });
});

describe('traces', () => {
  it('of the deployment’s functions are a group with Insights', () => {
    const [group] = resourcesOf({}, 'AWS::XRay::Group');
    const resolved = resolverOf({})('monitoring', group!.Properties) as Properties;
    expect(resolved).toMatchObject({ GroupName: 'annals-dev-dev', InsightsConfiguration: { InsightsEnabled: true } });
    const expression = functions
      .map((name) => `service(id(name: "annals-dev-dev-${name}", type: "AWS::Lambda::Function"))`)
      .join(' OR ');
    expect(resolved['FilterExpression']).toBe(expression);
  });
});

/** A part of a dashboard; rows of figures are namespace, name, dimensions and options. */
interface Widget {
  readonly properties: { readonly alarms?: readonly string[]; readonly metrics?: readonly (readonly unknown[])[] };
}

describe('the dashboard', () => {
  const bodyOf = (given: GivenSettings) => {
    const [dashboard] = resourcesOf(given, 'AWS::CloudWatch::Dashboard');
    const { DashboardBody } = resolverOf(given)('monitoring', dashboard!.Properties) as Properties;
    return JSON.parse(DashboardBody as string) as { readonly widgets: readonly Widget[] };
  };
  /** Names of the figures of a namespace that are shown. */
  const shown = (given: GivenSettings, namespace: string) =>
    [...JSON.stringify(bodyOf(given)).matchAll(new RegExp(`\\["${namespace}","(\\w+)"`, 'g'))].map(([, name]) => name);

  it('shows how functions are called, how long they take, fail, are throttled, and run at once', () => {
    const names = ['Invocations', 'Duration', 'Errors', 'Throttles', 'ConcurrentExecutions'];
    for (const name of names)
      expect(shown({}, 'AWS/Lambda').filter((each) => each === name)).toHaveLength(functions.length);
  });

  it.each([
    ['rest', ['Count', '4XXError', '5XXError', 'Latency']],
    ['http', ['Count', '4xx', '5xx', 'Latency']],
  ])('shows requests, errors and latency of a %s API', (api, names) =>
    expect(shown({ api }, 'AWS/ApiGateway')).toEqual(expect.arrayContaining(names)),
  );

  it('shows table and queues', () => {
    expect(shown({}, 'AWS/DynamoDB')).toEqual(
      expect.arrayContaining([
        'ConsumedReadCapacityUnits',
        'ConsumedWriteCapacityUnits',
        'ReadThrottleEvents',
        'WriteThrottleEvents',
        'SystemErrors',
        'SuccessfulRequestLatency',
      ]),
    );
    const latencies = bodyOf({})
      .widgets.flatMap(({ properties: { metrics = [] } }) => metrics)
      .filter(([, name]) => name === 'SuccessfulRequestLatency');
    expect(latencies.map(([, , , operation]) => operation)).toEqual(operations);
    // DynamoDB knows no percentiles of it, whose graph would be empty: the average is CloudWatch's own choice, and not told.
    for (const row of latencies) expect(row.at(-1)).not.toHaveProperty('stat');
    const queues = ['notifications', 'events', 'samples'];
    const rows = bodyOf({}).widgets.flatMap(({ properties: { metrics = [] } }) => metrics);
    expect(
      rows
        .filter(([namespace]) => namespace === 'AWS/SQS')
        .map(([, name, , queue]) => `${String(name)} ${String(queue)}`),
    ).toEqual([
      ...queues.map((name) => `ApproximateNumberOfMessagesVisible annals-dev-dev-${name}`),
      ...queues.map((name) => `ApproximateAgeOfOldestMessage annals-dev-dev-${name}`),
      ...queues.map((name) => `ApproximateNumberOfMessagesVisible annals-dev-dev-${name}-dead`),
    ]);
  });

  it('shows the state of every alarm, and leads to the runbook', () => {
    const [text, alarms] = bodyOf({}).widgets;
    expect(alarms!.properties.alarms).toHaveLength(Object.keys(alarmsOf()).length);
    expect(JSON.stringify(text)).toContain('docs/runbook.md#alarms');
  });

  it.each(businessFigures.map((figure) => [figure.metric, figure] as const))(
    'finds %s by the labels that it is written with',
    (name, { labels, statistic }) => {
      const definition = metrics[name as keyof typeof metrics];
      expect(labels).toEqual(definition.labels);
      expect(statistic === 'Sum').toBe(definition.kind === 'counter');
      const written = resourcesOf({}, 'AWS::Lambda::Function').map(
        ({ Properties }) => (Properties?.['Environment'] as { Variables: Properties }).Variables,
      );
      expect(new Set(written.map((variables) => variables['POWERTOOLS_METRICS_NAMESPACE']))).toEqual(
        new Set(['annals-dev-dev']),
      );
      const search = `SEARCH('{"annals-dev-dev",${labels.join(',')}} MetricName="${name}"', '${statistic}', 300)`;
      const expressions = bodyOf({}).widgets.flatMap(({ properties: { metrics: rows = [] } }) =>
        rows.flat().map((part) => (part as { readonly expression?: string }).expression),
      );
      expect(expressions).toContain(search);
    },
  );
});
