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
    [{}, { sampler: 'parentbased_always_on', ratio: 1 }],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, { sampler: 'always_off' }],
    [
      { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
      { sampler: 'parentbased_traceidratio', ratio: 0.25 },
    ],
  ])('choose the sampler: %j', (environment, value) => {
    expect(readOtlpSettings({ ...endpoint, ...environment })).toMatchObject({ ok: true, value });
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
