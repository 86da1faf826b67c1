import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Operation, type TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { DeployedApi } from '../api/api-surface.js';
import type { ServiceFunction } from '../constructs/service-function.js';
import type { WorkQueue } from '../constructs/work-queue.js';

/** Everything that alarms, dashboard and queries look at, by the names that it has in every deployment. */
export interface Watched {
  readonly functions: ReadonlyMap<string, ServiceFunction>;
  readonly api: DeployedApi;
  readonly table: TableV2;
  readonly queues: ReadonlyMap<'notifications' | 'events' | 'samples', WorkQueue>;
}

/** What one point of a figure sums up. */
export const period = Duration.minutes(5);

/** What the functions ask of the table, which counts its refusals by it. */
const operations = [
  Operation.GET_ITEM,
  Operation.BATCH_GET_ITEM,
  Operation.PUT_ITEM,
  Operation.BATCH_EXECUTE_STATEMENT,
  Operation.QUERY,
];

/** Names of figures that both kinds of API have. */
const apiMetricNames = {
  rest: { serverErrors: '5XXError', clientErrors: '4XXError', count: 'Count', latency: 'Latency' },
  http: { serverErrors: '5xx', clientErrors: '4xx', count: 'Count', latency: 'Latency' },
} as const;

/**
 * A figure of the API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function apiMetric(
  { kind, apiId, name, stage }: DeployedApi,
  figure: keyof (typeof apiMetricNames)['rest'],
  statistic: string = Stats.SUM,
): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName: apiMetricNames[kind][figure],
    dimensionsMap: kind === 'rest' ? { ApiName: name, Stage: stage } : { ApiId: apiId, Stage: stage },
    statistic,
    period,
  });
}

/** Requests that the table refused because there were too many, of all operations and indexes together. */
export function throttledRequests(table: TableV2): IMetric {
  return table.metricThrottledRequestsForOperations({ operations, period, label: 'throttled' });
}

/** Requests that the table could not answer. */
export function systemErrors(table: TableV2): IMetric {
  return table.metricSystemErrorsForOperations({ operations, period, label: 'system errors' });
}
