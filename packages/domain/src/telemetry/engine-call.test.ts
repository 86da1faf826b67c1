import { describe, expect, it } from '@jest/globals';
import { RecordingTelemetry } from '../../testing/recording-telemetry.js';
import { callEngine } from './engine-call.js';

const call = {
  engine: 'sqlite',
  operation: 'find_event',
  spanName: 'SELECT events',
  attributes: { 'db.system.name': 'sqlite' },
};
const labels = { engine: 'sqlite', operation: 'find_event' };

describe('a call of an engine', () => {
  it('is a span of the one that it belongs to, counted and timed', async () => {
    const telemetry = new RecordingTelemetry();
    const found = await telemetry.inSpan('outer', {}, () => callEngine(telemetry, call, () => Promise.resolve(7)));
    expect(found).toBe(7);
    expect(telemetry.childrenOf(telemetry.named('outer')[0]!)).toMatchObject([
      { name: 'SELECT events', kind: 'client', attributes: { 'db.system.name': 'sqlite' }, hasEnded: true },
    ]);
    expect(telemetry.counter('annals_engine_calls_total', { ...labels, outcome: 'ok' })).toBe(1);
    expect(telemetry.observations('annals_engine_call_duration_seconds', labels)).toEqual([expect.any(Number)]);
  });

  it('is no trace of its own', async () => {
    const telemetry = new RecordingTelemetry();
    await callEngine(telemetry, call, () => Promise.resolve());
    expect(telemetry.spans).toEqual([]);
    expect(telemetry.counter('annals_engine_calls_total', { ...labels, outcome: 'ok' })).toBe(1);
  });

  it('is an error where it throws, and where what it returns says so', async () => {
    const telemetry = new RecordingTelemetry();
    const fault = new Error('no');
    await telemetry.inSpan('outer', {}, async () => {
      await expect(callEngine(telemetry, call, () => Promise.reject(fault))).rejects.toBe(fault);
      const failed = { code: 'failed', cause: fault };
      expect(
        await callEngine(
          telemetry,
          call,
          () => Promise.resolve(failed),
          ({ cause }) => cause,
        ),
      ).toBe(failed);
    });
    expect(telemetry.named('SELECT events').map(({ error }) => error)).toEqual([fault, fault]);
    expect(telemetry.counter('annals_engine_calls_total', { ...labels, outcome: 'error' })).toBe(2);
    expect(telemetry.observations('annals_engine_call_duration_seconds', labels)).toHaveLength(2);
  });
});
