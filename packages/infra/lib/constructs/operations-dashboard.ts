import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  MathExpression,
  Stats,
  TextWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { businessFigures, businessSearch, type BusinessFigure } from '../monitoring/business-figures.js';
import { runbookLink } from '../monitoring/runbook-link.js';
import {
  apiMetric,
  period,
  systemErrors,
  tableLatencies,
  throttledCalls,
  type Watched,
} from '../monitoring/watched.js';
import { AnnalsStack } from '../stacks/annals-stack.js';
import type { ServiceFunction } from './service-function.js';

/** What a dashboard shows. */
export interface OperationsDashboardProps {
  readonly watched: Watched;
  readonly alarms: readonly IAlarm[];
}

/** Of the 24 columns that a row has. */
const third = 8;
const half = 12;
const whole = 24;

/** One page for whoever is on call: alarms, then requests, functions, table, queues, and what the business sees of it. */
export class OperationsDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { watched, alarms }: OperationsDashboardProps) {
    const { names } = AnnalsStack.of(scope);
    super(scope, id, {
      dashboardName: names.resource('operations'),
      defaultInterval: Duration.hours(3),
    });
    this.addWidgets(...this.#head(alarms));
    this.addWidgets(...apiRow(watched));
    this.addWidgets(...functionRow(watched));
    this.addWidgets(...functionFaultsRow(watched));
    this.addWidgets(...tableRow(watched));
    this.addWidgets(...queueRow(watched));
    this.addWidgets(...businessFigures.map((figure) => businessGraph(names.prefix, figure)));
  }

  #head(alarms: readonly IAlarm[]): IWidget[] {
    const { names, settings } = AnnalsStack.of(this);
    const markdown = `# ${names.prefix}\n\nWhat to do: ${runbookLink(settings, 'alarms')}`;
    return [
      new TextWidget({ markdown, width: third, height: 5 }),
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: whole - third, height: 5 }),
    ];
  }
}

function apiRow({ api }: Watched): IWidget[] {
  const latency = [Stats.p(50), Stats.p(99)].map((statistic) =>
    apiMetric(api, 'latency', statistic).with({ label: statistic }),
  );
  return [
    graph('API: requests', [apiMetric(api, 'count').with({ label: 'requests' })]),
    graph('API: errors', [
      apiMetric(api, 'clientErrors').with({ label: '4xx' }),
      apiMetric(api, 'serverErrors').with({ label: '5xx' }),
    ]),
    graph('API: latency', latency),
  ];
}

function functionRow({ functions }: Watched): IWidget[] {
  const of = (figure: (lambda: ServiceFunction['lambda']) => ReturnType<typeof apiMetric>) =>
    [...functions].map(([name, { lambda }]) => figure(lambda).with({ label: name }));
  return [
    graph(
      'Functions: invocations',
      of((lambda) => lambda.metricInvocations({ period })),
    ),
    graph(
      'Functions: duration, 99th percentile',
      of((lambda) => lambda.metricDuration({ period, statistic: Stats.p(99) })),
    ),
    graph(
      'Functions: instances at once',
      of((lambda) => lambda.metric('ConcurrentExecutions', { period, statistic: Stats.MAXIMUM })),
    ),
  ];
}

function functionFaultsRow({ functions }: Watched): IWidget[] {
  const of = (figure: 'metricErrors' | 'metricThrottles') =>
    [...functions].map(([name, { lambda }]) => lambda[figure]({ period }).with({ label: name }));
  return [
    graph('Functions: errors', of('metricErrors'), half),
    graph('Functions: throttles', of('metricThrottles'), half),
  ];
}

function tableRow({ table }: Watched): IWidget[] {
  const consumed = [
    table.metricConsumedReadCapacityUnits({ period, statistic: Stats.SUM, label: 'read' }),
    table.metricConsumedWriteCapacityUnits({ period, statistic: Stats.SUM, label: 'written' }),
  ];
  return [
    graph('Table: units consumed', consumed),
    graph('Table: throttled, failed', [throttledCalls(table), systemErrors(table)]),
    graph('Table: latency', tableLatencies(table)),
  ];
}

function queueRow({ queues }: Watched): IWidget[] {
  const of = (figure: (queue: Parameters<typeof queues.get>[0]) => IMetric) => [...queues.keys()].map(figure);
  const common = { period, statistic: Stats.MAXIMUM };
  return [
    graph(
      'Queues: messages that wait',
      of((name) => queues.get(name)!.queue.metricApproximateNumberOfMessagesVisible({ ...common, label: name })),
    ),
    graph(
      'Queues: age of the oldest message',
      of((name) => queues.get(name)!.queue.metricApproximateAgeOfOldestMessage({ ...common, label: name })),
    ),
    graph(
      'Queues: dead letters',
      of((name) => queues.get(name)!.deadLetters.metricApproximateNumberOfMessagesVisible({ ...common, label: name })),
    ),
  ];
}

function businessGraph(namespace: string, figure: BusinessFigure): IWidget {
  const expression = businessSearch(namespace, figure);
  const search = new MathExpression({ expression, usingMetrics: {}, period, label: '' });
  return graph(figure.title, [search]);
}

function graph(title: string, left: readonly IMetric[], width = third): IWidget {
  return new GraphWidget({ title, left: [...left], width, height: 6, leftYAxis: { min: 0 } });
}
