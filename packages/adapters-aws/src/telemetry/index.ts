/** Telemetry of Lambda functions: spans to X-Ray, figures to CloudWatch. An entry of its own, so that no server loads it. */
export { createLambdaTelemetry, type LambdaTelemetry } from './lambda-telemetry.js';
