/** What measures functions of Lambda. */
export { createLambdaTelemetry } from '@annals/adapters-aws/telemetry';
