/** What tests of other packages read spans with. */
export { OtlpCollector, type CollectedSpan } from './otlp-collector.js';
