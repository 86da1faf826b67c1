import { describe, expect, it } from '@jest/globals';
import { readOtlpSettings } from './otlp-settings.js';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

describe('the standard variables of OpenTelemetry', () => {
  it.each([
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: '  ' },
    { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' },
    { ...endpoint, OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_TRACES_SAMPLER: 'nonsense' },
  ])('turn nothing on: %j', (environment) => {
    expect(readOtlpSettings(environment)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    [{}, 'ParentBased{root=AlwaysOnSampler'],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, 'AlwaysOffSampler'],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }, 'TraceIdRatioBased{0.25}'],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, 'ParentBased{root=TraceId'],
  ])('choose the sampler: %j', (environment, description) => {
    const settings = readOtlpSettings({ ...endpoint, ...environment });
    expect(settings).toMatchObject({ ok: true });
    expect(settings.ok && String(settings.value?.sampler)).toContain(description);
  });

  it('set how spans are batched', () => {
    const batch = { OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_BSP_MAX_QUEUE_SIZE: '10' };
    expect(readOtlpSettings({ ...endpoint, ...batch })).toMatchObject({
      value: { batch: { scheduledDelayMillis: 100, maxQueueSize: 10 } },
    });
  });

  it('are at fault all at once', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_TRACES_SAMPLER: 'toString',
      OTEL_BSP_SCHEDULE_DELAY: '-1',
    };
    expect(readOtlpSettings(environment)).toEqual({
      ok: false,
      error: [
        'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL',
        'OTEL_EXPORTER_OTLP_PROTOCOL must be http/json or http/protobuf: spans are sent over HTTP',
        expect.stringContaining('OTEL_TRACES_SAMPLER must be one of always_on, '),
        'OTEL_BSP_SCHEDULE_DELAY must be a positive integer',
      ],
    });
    const ratio = { ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' };
    expect(readOtlpSettings(ratio)).toMatchObject({ ok: false, error: [expect.stringContaining('from 0 to 1')] });
  });
});
