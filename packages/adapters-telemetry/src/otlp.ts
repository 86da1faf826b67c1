/** Spans by OpenTelemetry, over OTLP. */
export { createOtlpTracer, type OtlpTracer, type OtlpTracerOptions } from './otlp-tracer.js';
