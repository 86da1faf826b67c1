import { metrics } from '@annals/domain';
import { describe, expect, it } from '@jest/globals';
import { createPrometheusMeter } from './prometheus-meter.js';

const linesOf = async (meter: { text(): Promise<string> }, name: string): Promise<string[]> =>
  (await meter.text()).split('\n').filter((line) => line.startsWith(name));

describe('figures for Prometheus', () => {
  it('have every metric of Annals, with its kind and what it is', async () => {
    const text = await createPrometheusMeter().text();
    for (const [name, { kind, help }] of Object.entries(metrics)) {
      expect(text).toContain(`# TYPE ${name} ${kind}\n`);
      expect(text).toContain(`# HELP ${name} ${help}\n`);
    }
  });

  it('have those of the process and its event loop', async () => {
    const text = await createPrometheusMeter().text();
    for (const name of [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_p99_seconds',
    ])
      expect(text).toMatch(new RegExp(`^${name} [0-9.e+-]+$`, 'm'));
  });

  it('add up by their labels', async () => {
    const meter = createPrometheusMeter();
    meter.count('annals_events_total', { outcome: 'recorded' });
    meter.count('annals_events_total', { outcome: 'recorded' }, 4);
    meter.count('annals_events_total', { outcome: 'conflict' });
    expect(await linesOf(meter, 'annals_events_total')).toEqual([
      'annals_events_total{outcome="recorded"} 5',
      'annals_events_total{outcome="conflict"} 1',
    ]);
    const labels = { engine: 'sqlite', operation: 'find_event' };
    for (const seconds of [0.0004, 0.2]) meter.observe('annals_engine_call_duration_seconds', labels, seconds);
    expect(await linesOf(meter, 'annals_engine_call_duration_seconds')).toEqual(
      expect.arrayContaining([
        'annals_engine_call_duration_seconds_bucket{le="0.0005",engine="sqlite",operation="find_event"} 1',
        'annals_engine_call_duration_seconds_bucket{le="+Inf",engine="sqlite",operation="find_event"} 2',
        'annals_engine_call_duration_seconds_count{engine="sqlite",operation="find_event"} 2',
      ]),
    );
  });

  it('read gauges when somebody asks, of everything that tells of them', async () => {
    const meter = createPrometheusMeter();
    let waiting = 1;
    meter.gauge('annals_queue_depth', () =>
      Promise.resolve([{ labels: { queue: 'events', state: 'waiting' }, value: waiting }]),
    );
    meter.gauge('annals_queue_depth', () =>
      Promise.resolve([{ labels: { queue: 'sample', state: 'waiting' }, value: 7 }]),
    );
    expect(await linesOf(meter, 'annals_queue_depth')).toEqual([
      'annals_queue_depth{queue="events",state="waiting"} 1',
      'annals_queue_depth{queue="sample",state="waiting"} 7',
    ]);
    waiting = 3;
    expect(await linesOf(meter, 'annals_queue_depth')).toContain(
      'annals_queue_depth{queue="events",state="waiting"} 3',
    );
  });

  it('leave out a gauge that cannot be read', async () => {
    const meter = createPrometheusMeter();
    let isUp = true;
    meter.gauge('annals_queue_oldest_age_seconds', () =>
      isUp ? Promise.resolve([{ labels: { queue: 'events' }, value: 2 }]) : Promise.reject(new Error('down')),
    );
    expect(await linesOf(meter, 'annals_queue_oldest_age_seconds')).toHaveLength(1);
    isUp = false;
    expect(await linesOf(meter, 'annals_queue_oldest_age_seconds')).toEqual([]);
    expect(await linesOf(meter, 'process_cpu_seconds_total')).toHaveLength(1);
  });
});
