import { createContextTracer, createPrometheusMeter, readOtlpSettings } from '@annals/adapters-telemetry';
import { joinTelemetry, ok } from '@annals/domain';
import type { PrepareTelemetry } from './process-telemetry.js';

/**
 * Figures for Prometheus, always; spans over OTLP where the environment names a collector, whose library is loaded then and not before.
 * Everywhere else a request and what comes of it still share a trace id.
 */
export const prepareLocalTelemetry: PrepareTelemetry = (environment) => {
  const read = readOtlpSettings(environment);
  if (!read.ok) return read;
  const settings = read.value;
  return ok(async (version, onFault) => {
    const meter = createPrometheusMeter();
    if (settings === undefined)
      return {
        telemetry: joinTelemetry(createContextTracer(), meter),
        metricsPage: meter,
        close: () => Promise.resolve(),
      };
    const { createOtlpTracer } = await import('@annals/adapters-telemetry/otlp');
    const tracer = createOtlpTracer({ settings, version, onFault });
    return {
      telemetry: joinTelemetry(tracer, meter),
      metricsPage: meter,
      close: (timeoutMs) => tracer.close(timeoutMs),
    };
  });
};
