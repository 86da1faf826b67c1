import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEmfMeter } from './emf-meter.js';

interface EmfLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [field: string]: unknown;
}

describe('figures for CloudWatch', () => {
  const lines: EmfLine[] = [];
  const write = process.stdout.write.bind(process.stdout);
  beforeEach(() => {
    lines.length = 0;
    process.stdout.write = (text: string | Uint8Array) => {
      lines.push(JSON.parse(String(text)) as EmfLine);
      return true;
    };
  });
  afterEach(() => {
    process.stdout.write = write;
  });

  const shapeOf = ({ _aws: { CloudWatchMetrics: all } }: EmfLine) => {
    expect(all).toHaveLength(1);
    const { Namespace, Dimensions, Metrics } = all[0]!;
    return { Namespace, Dimensions, Metrics: Metrics.map(({ Name, Unit }) => [Name, Unit]) };
  };
  const ownLines = () => lines.filter((line) => line['ColdStart'] === undefined);

  it('are one line for each set of labels, each label a dimension', () => {
    const meter = createEmfMeter();
    const labels = { route: '/events', method: 'POST', status: '201' };
    meter.count('annals_http_requests_total', labels);
    meter.observe('annals_http_request_duration_seconds', labels, 0.25);
    meter.count('annals_http_requests_total', { status: '201', method: 'POST', route: '/events' });
    meter.count('annals_events_total', { outcome: 'recorded' }, 3);
    expect(lines).toEqual([]);
    meter.flush('annals-dev-api');
    expect(ownLines()).toHaveLength(2);
    const [requests, events] = ownLines();
    expect(shapeOf(requests!)).toEqual({
      Namespace: 'Annals',
      Dimensions: [['route', 'method', 'status']],
      Metrics: [
        ['annals_http_requests_total', 'Count'],
        ['annals_http_request_duration_seconds', 'Seconds'],
      ],
    });
    expect(requests).toMatchObject({
      ...labels,
      annals_http_requests_total: 2,
      annals_http_request_duration_seconds: 0.25,
    });
    expect(events).toMatchObject({ outcome: 'recorded', annals_events_total: 3 });
  });

  it('are written once', () => {
    const meter = createEmfMeter();
    meter.count('annals_events_total', { outcome: 'recorded' });
    meter.flush('annals-dev-api');
    meter.flush('annals-dev-api');
    expect(ownLines()).toHaveLength(1);
  });

  it('keep every value of a histogram, as many lines as that takes', () => {
    const meter = createEmfMeter();
    const labels = { engine: 'dynamodb', operation: 'PutItem' };
    const values = Array.from({ length: 250 }, (_, index) => index / 1000);
    for (const value of values) {
      meter.observe('annals_engine_call_duration_seconds', labels, value);
      meter.count('annals_engine_calls_total', { ...labels, outcome: 'ok' });
    }
    meter.flush('annals-dev-api');
    const durations = ownLines().filter((line) => 'annals_engine_call_duration_seconds' in line);
    expect(durations.flatMap((line) => line['annals_engine_call_duration_seconds'])).toEqual(values);
    for (const line of durations) expect(shapeOf(line).Dimensions).toEqual([['engine', 'operation']]);
    expect(ownLines().filter((line) => line['annals_engine_calls_total'] === 250)).toHaveLength(1);
  });

  it('tell of a cold start, once, of which function it was', () => {
    process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] = 'on-demand';
    const meter = createEmfMeter();
    meter.flush('annals-dev-api');
    meter.flush('annals-dev-api');
    const starts = lines.filter((line) => line['ColdStart'] !== undefined);
    expect(starts).toMatchObject([{ ColdStart: 1, function_name: 'annals-dev-api', service: 'annals' }]);
    expect(shapeOf(starts[0]!)).toMatchObject({ Namespace: 'Annals', Metrics: [['ColdStart', 'Count']] });
  });

  it('are under the namespace of their deployment, the cold start among them', () => {
    process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] = 'on-demand';
    const meter = createEmfMeter('annals-dev-pr7');
    meter.count('annals_events_total', { outcome: 'recorded' });
    meter.flush('annals-dev-api');
    expect(lines.map((line) => shapeOf(line).Namespace)).toEqual(['annals-dev-pr7', 'annals-dev-pr7']);
  });

  it('read no gauge', () => {
    const meter = createEmfMeter();
    meter.gauge('annals_queue_depth', () => Promise.reject(new Error('nobody asks')));
    meter.flush('annals-dev-api');
    expect(ownLines()).toEqual([]);
  });
});
