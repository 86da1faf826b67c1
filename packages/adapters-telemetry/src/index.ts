/** Telemetry of local and container runs, but for what speaks OpenTelemetry: that is loaded where it is used. */
export { createContextTracer } from './context-tracer.js';
export { readOtlpSettings, type OtlpSettings } from './otlp-settings.js';
export { createPrometheusMeter, type PrometheusMeter } from './prometheus-meter.js';
