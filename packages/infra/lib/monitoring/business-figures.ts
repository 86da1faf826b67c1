import { period } from './watched.js';

/** A figure that the functions write themselves. */
export interface BusinessFigure {
  readonly title: string;
  /** As `@annals/domain` names it. */
  readonly metric: string;
  /** Each is a dimension. */
  readonly labels: readonly string[];
  readonly statistic: 'Sum' | 'p99';
}

/** What of Annals' own figures the dashboard shows; a test compares them with the domain's. */
export const businessFigures: readonly BusinessFigure[] = [
  { title: 'Events by what became of them', metric: 'annals_events_total', labels: ['outcome'], statistic: 'Sum' },
  { title: 'Changes of objects', metric: 'annals_object_changes_total', labels: ['change'], statistic: 'Sum' },
  {
    title: 'Messages of queues',
    metric: 'annals_queue_messages_total',
    labels: ['queue', 'outcome'],
    statistic: 'Sum',
  },
  {
    title: 'Requests by route',
    metric: 'annals_http_requests_total',
    labels: ['route', 'method', 'status'],
    statistic: 'Sum',
  },
  { title: 'Callers that were refused', metric: 'annals_auth_failures_total', labels: ['reason'], statistic: 'Sum' },
  {
    title: 'Calls of engines, 99th percentile',
    metric: 'annals_engine_call_duration_seconds',
    labels: ['engine', 'operation'],
    statistic: 'p99',
  },
];

/**
 * Finds a figure with every value of its labels: which there are is known once somebody uses the deployment.
 *
 * @param namespace the deployment's own, in which its functions write
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export function businessSearch(namespace: string, { metric, labels, statistic }: BusinessFigure): string {
  // A name with a hyphen stands in quotes.
  const schema = [`"${namespace}"`, ...labels].join(',');
  return `SEARCH('{${schema}} MetricName="${metric}"', '${statistic}', ${period.toSeconds()})`;
}
