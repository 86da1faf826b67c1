import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { period } from '../monitoring/watched.js';
import { AnnalsStack } from '../stacks/annals-stack.js';

/**
 * Counts the lines of errors in logs of functions. A function that does most of its batch, or answers 503 itself, does not fail for
 * Lambda, and what it could not do stands in its log alone.
 *
 * The API's lines have pino's levels, in which 50 is an error and 60 the end; the others', and those of Lambda's runtime, have words.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export class ErrorLines extends Construct {
  /** How many there were, in all the logs together. */
  readonly metric: IMetric;

  constructor(scope: Construct, id: string, { logGroups }: { readonly logGroups: ReadonlyMap<string, ILogGroup> }) {
    super(scope, id);
    const filters = [...logGroups].map(([name, logGroup]) => this.#count(name, logGroup));
    this.metric = filters[0]!.metric({ period, statistic: 'Sum' });
  }

  #count(name: string, logGroup: ILogGroup): MetricFilter {
    const { names } = AnnalsStack.of(this);
    const words = ['ERROR', 'FATAL'].map((level) => FilterPattern.stringValue('$.level', '=', level));
    return new MetricFilter(this, name, {
      filterName: names.resource(`${name}-error-lines`),
      logGroup,
      filterPattern: FilterPattern.any(FilterPattern.numberValue('$.level', '>=', 50), ...words),
      metricNamespace: names.prefix,
      metricName: 'error-lines',
      metricValue: '1',
      // Without it, a metric that nobody feeds has no points, and an alarm that rang would ring on.
      defaultValue: 0,
    });
  }
}
