import { describe, expect, it } from '@jest/globals';
import type { LabelsOf } from '../src/telemetry/metrics.js';
import { RecordingTelemetry } from './recording-telemetry.js';

describe('RecordingTelemetry', () => {
  it('knows the parent of each span, however work is interleaved', async () => {
    const telemetry = new RecordingTelemetry();
    await telemetry.inSpan('outer', { kind: 'server' }, async () => {
      await Promise.all(
        ['left', 'right'].map((side) =>
          telemetry.inSpan(side, {}, async () => {
            await Promise.resolve();
            await telemetry.inSpan(`in ${side}`, {}, () => Promise.resolve());
          }),
        ),
      );
    });
    const [outer] = telemetry.named('outer');
    expect(telemetry.childrenOf(outer!).map(({ name }) => name)).toEqual(['left', 'right']);
    for (const side of telemetry.childrenOf(outer!))
      expect(telemetry.childrenOf(side).map(({ name }) => name)).toEqual([`in ${side.name}`]);
    expect(new Set(telemetry.spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(telemetry.spans.every(({ hasEnded }) => hasEnded)).toBe(true);
    expect(telemetry.current()).toBeUndefined();
  });

  it('continues the trace of a traceparent, and ignores a malformed one', async () => {
    const telemetry = new RecordingTelemetry();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await telemetry.inSpan('continued', { traceparent }, async () => {
      expect(telemetry.current()).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736' });
      await telemetry.inSpan('malformed', { traceparent: 'nonsense' }, () => Promise.resolve());
    });
    const [continued, malformed] = telemetry.spans;
    expect(continued!.parentSpanId).toBe('00f067aa0ba902b7');
    expect(malformed!.parentSpanId).toBe(continued!.spanId);
  });

  it('has what a span was named, told and failed with', async () => {
    const telemetry = new RecordingTelemetry();
    const fault = new Error('no');
    const failing = telemetry.inSpan('GET', { attributes: { first: 1, absent: undefined } }, (span) => {
      span.set({ second: 'two' });
      span.rename('GET /events');
      return Promise.reject(fault);
    });
    await expect(failing).rejects.toBe(fault);
    expect(telemetry.spans).toMatchObject([
      { name: 'GET /events', attributes: { first: 1, second: 'two' }, error: fault, hasEnded: true },
    ]);
    expect(telemetry.spans[0]!.attributes).not.toHaveProperty('absent');
  });

  it('keeps figures by their labels', async () => {
    const telemetry = new RecordingTelemetry();
    telemetry.count('annals_events_total', { outcome: 'recorded' });
    telemetry.count('annals_events_total', { outcome: 'recorded' }, 2);
    telemetry.observe('annals_engine_call_duration_seconds', { operation: 'PutItem', engine: 'dynamodb' }, 0.25);
    telemetry.gauge('annals_queue_depth', () =>
      Promise.resolve([{ labels: { queue: 'events', state: 'waiting' }, value: 3 }]),
    );
    expect(telemetry.counter('annals_events_total', { outcome: 'recorded' })).toBe(3);
    expect(telemetry.counter('annals_events_total', { outcome: 'replayed' })).toBe(0);
    const labels = { engine: 'dynamodb', operation: 'PutItem' };
    expect(telemetry.observations('annals_engine_call_duration_seconds', labels)).toEqual([0.25]);
    expect(await telemetry.readGauge('annals_queue_depth')).toEqual([
      { labels: { queue: 'events', state: 'waiting' }, value: 3 },
    ]);
    expect(telemetry.measured()).toEqual(['annals_events_total', 'annals_engine_call_duration_seconds']);
  });

  it('refuses labels that a metric does not have', () => {
    const telemetry = new RecordingTelemetry();
    const unknown = { outcome: 'recorded', id: '1' } as LabelsOf<'annals_events_total'>;
    expect(() => telemetry.count('annals_events_total', unknown)).toThrow('no label id');
    const missing = {} as LabelsOf<'annals_events_total'>;
    expect(() => telemetry.count('annals_events_total', missing)).toThrow('label outcome');
    expect(() => telemetry.count('annals_events_total', { outcome: 'made up' })).toThrow('no value made up');
    telemetry.count('annals_events_total', { outcome: 'test' });
  });
});
