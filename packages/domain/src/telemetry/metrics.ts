/** What a metric is. */
export interface MetricDefinition {
  readonly kind: 'counter' | 'histogram' | 'gauge';
  /** UCUM's word. @see https://ucum.org/ucum */
  readonly unit: '1' | 's' | 'By';
  /** Names of labels. Every value comes from a list that the code has, never from a request. */
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[];
}

/** From half a millisecond, which an event takes on a quick disk, to the ten seconds after which clients have gone. */
const durations = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Every metric of Annals beside those of the process, by the name that Prometheus and CloudWatch know it by. */
export const metrics = {
  annals_http_requests_total: {
    kind: 'counter',
    unit: '1',
    labels: ['route', 'method', 'status'],
    help: 'Requests that were answered.',
  },
  annals_http_request_duration_seconds: {
    kind: 'histogram',
    unit: 's',
    labels: ['route', 'method', 'status'],
    help: 'From the first byte of a request to the last of its answer.',
    buckets: durations,
  },
  annals_events_total: {
    kind: 'counter',
    unit: '1',
    labels: ['outcome'],
    help: 'Events by what became of them: recorded, replayed, conflict, invalid, failed, queued, expired (while it was queued).',
  },
  annals_object_changes_total: {
    kind: 'counter',
    unit: '1',
    labels: ['change'],
    help: 'Changes of objects that entered the catalogue: created, removed, reconciled, other; and duplicate, which changed nothing.',
  },
  annals_queue_messages_total: {
    kind: 'counter',
    unit: '1',
    labels: ['queue', 'outcome'],
    help: 'Messages of queues: sent, received, deleted, released, dead.',
  },
  annals_queue_depth: {
    kind: 'gauge',
    unit: '1',
    labels: ['queue', 'state'],
    help: 'Messages in queues now: waiting, in_flight, dead.',
  },
  annals_queue_oldest_age_seconds: {
    kind: 'gauge',
    unit: 's',
    labels: ['queue'],
    help: 'How long ago the oldest message was sent that is not dead; 0 where there is none.',
  },
  annals_engine_calls_total: {
    kind: 'counter',
    unit: '1',
    labels: ['engine', 'operation', 'outcome'],
    help: 'Calls of the engines below: ok or error.',
  },
  annals_engine_call_duration_seconds: {
    kind: 'histogram',
    unit: 's',
    labels: ['engine', 'operation'],
    help: 'How long calls of the engines below took, repetitions included.',
    buckets: durations,
  },
  annals_auth_failures_total: {
    kind: 'counter',
    unit: '1',
    labels: ['reason'],
    help: 'Requests that were refused: missing, malformed, unknown, wrong, expired, revoked, scope, limited.',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** What `GET /test-telemetry` gives every label that it makes a metric with: nothing else does. */
export const testLabel = 'test';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', '_OTHER'] as const;
const engines = ['sqlite', 'folder', 'dynamodb', 's3', 'sqs'] as const;

/**
 * Every value that the labels have of which there is one list, beside `testLabel`. The others come from lists elsewhere: routes, statuses,
 * queues, and the calls that each engine knows.
 */
export const labelValues = {
  annals_http_requests_total: { method: methods },
  annals_http_request_duration_seconds: { method: methods },
  annals_events_total: { outcome: ['recorded', 'replayed', 'conflict', 'invalid', 'failed', 'queued', 'expired'] },
  annals_object_changes_total: { change: ['created', 'removed', 'reconciled', 'other', 'duplicate'] },
  annals_queue_messages_total: { outcome: ['sent', 'received', 'deleted', 'released', 'dead'] },
  annals_queue_depth: { state: ['waiting', 'in_flight', 'dead'] },
  annals_queue_oldest_age_seconds: {},
  annals_engine_calls_total: { engine: engines, outcome: ['ok', 'error'] },
  annals_engine_call_duration_seconds: { engine: engines },
  annals_auth_failures_total: {
    reason: ['missing', 'malformed', 'unknown', 'wrong', 'expired', 'revoked', 'scope', 'limited'],
  },
} as const satisfies { readonly [N in keyof typeof metrics]: LabelValues<(typeof metrics)[N]['labels'][number]> };

type LabelValues<L extends string> = Readonly<Partial<Record<L, readonly string[]>>>;

type Metrics = typeof metrics;

type NameOf<K extends MetricDefinition['kind']> = {
  [N in keyof Metrics]: Metrics[N]['kind'] extends K ? N : never;
}[keyof Metrics];

/** A metric that only grows. */
export type CounterName = NameOf<'counter'>;
/** A metric that collects values. */
export type HistogramName = NameOf<'histogram'>;
/** A metric that is read when somebody asks. */
export type GaugeName = NameOf<'gauge'>;
/** Any metric. */
export type MetricName = keyof Metrics;
/** A value for each label of a metric. */
export type LabelsOf<N extends MetricName> = Readonly<Record<Metrics[N]['labels'][number], string>>;
