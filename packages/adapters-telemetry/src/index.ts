/** Telemetry of local and container runs: spans by OpenTelemetry, figures for Prometheus. */
export { readOtlpSettings, type OtlpSettings } from './otlp-settings.js';
export { createOtlpTracer, type OtlpTracer, type OtlpTracerOptions } from './otlp-tracer.js';
export { createPrometheusMeter, type PrometheusMeter } from './prometheus-meter.js';
