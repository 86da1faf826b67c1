import { tableSchema } from '@annals/adapters-aws/schema';
import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
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

/** What the functions ask of the table. */
const operations = ['GetItem', 'BatchGetItem', 'PutItem', 'BatchExecuteStatement', 'Query'];

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

/**
 * Reads and writes that the table or one of its indexes refused because there were too many, those within batches among them: DynamoDB counts
 * a batch as a refused request only where it refused all of it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html#WriteThrottleEvents
 */
export function throttledCalls(table: TableV2): IMetric {
  const places = [{}, ...tableSchema.indexes.map(({ name }) => ({ GlobalSecondaryIndexName: name }))];
  const figures = ['Read', 'Write'].flatMap((kind) =>
    places.map((place) =>
      table.metric(`${kind}ThrottleEvents`, {
        dimensionsMap: { TableName: table.tableName, ...place },
        statistic: Stats.SUM,
        period,
      }),
    ),
  );
  return sumOf('throttled', figures);
}

/** Requests that the table could not answer, which DynamoDB counts by what was asked. */
export function systemErrors(table: TableV2): IMetric {
  const figures = operations.map((Operation) =>
    table.metric('SystemErrors', {
      dimensionsMap: { TableName: table.tableName, Operation },
      statistic: Stats.SUM,
      period,
    }),
  );
  return sumOf('failed', figures);
}

/**
 * How long DynamoDB took for what it answered, by what was asked. On average: of percentiles it does not speak, and the functions write their
 * own.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html#SuccessfulRequestLatency
 */
export function tableLatencies(table: TableV2): Metric[] {
  return operations.map((Operation) =>
    table.metric('SuccessfulRequestLatency', {
      dimensionsMap: { TableName: table.tableName, Operation },
      statistic: Stats.AVERAGE,
      period,
      label: Operation,
    }),
  );
}

/**
 * Adds up figures that have points only when something happens: where one of them has none, a plain sum would have none either.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
function sumOf(name: string, figures: readonly Metric[]): IMetric {
  const parts = figures.map((figure, index) => [`${name}${index}`, figure] as const);
  const expression = `SUM([${parts.map(([id]) => `FILL(${id}, 0)`).join(', ')}])`;
  return new MathExpression({ expression, usingMetrics: Object.fromEntries(parts), period, label: name });
}
