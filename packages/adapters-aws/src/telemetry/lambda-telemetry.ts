import { joinTelemetry, type Telemetry } from '@annals/domain';
import { createEmfMeter } from './emf-meter.js';
import { createXRayTracer } from './x-ray-tracer.js';

/** Telemetry of a function: spans go to X-Ray, figures to CloudWatch. */
export interface LambdaTelemetry {
  readonly telemetry: Telemetry;
  /** Does the work of an invocation in its trace; returns when everything that it measured was written. */
  invocation<T>(work: () => Promise<T>): Promise<T>;
}

/** What Lambda's runtime gives where it runs several invocations of a process at once. */
interface LambdaGlobal {
  readonly awslambda?: { readonly InvokeStore?: { getXRayTraceId?(): string | undefined } };
}

/**
 * Makes a function's telemetry, of variables that Lambda sets itself: `AWS_LAMBDA_FUNCTION_NAME`, `AWS_XRAY_DAEMON_ADDRESS`, and
 * `_X_AMZN_TRACE_ID`, anew for each invocation; and of `POWERTOOLS_METRICS_NAMESPACE`, without which figures are under `Annals`.
 *
 * @param environment the process's variables
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function createLambdaTelemetry(environment: Readonly<Record<string, string | undefined>>): LambdaTelemetry {
  const functionName = environment['AWS_LAMBDA_FUNCTION_NAME'] ?? 'annals';
  const tracer = createXRayTracer(functionName);
  const meter = createEmfMeter(environment['POWERTOOLS_METRICS_NAMESPACE']);
  return {
    telemetry: joinTelemetry(tracer, meter),
    invocation: async (work) => {
      try {
        return await tracer.invocation(traceHeaderIn(environment), async () => {
          const result = await work();
          // What ends with the answer itself, the request's span, ends in this turn.
          await new Promise(setImmediate);
          return result;
        });
      } finally {
        meter.flush(functionName);
      }
    },
  };
}

function traceHeaderIn(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const store = (globalThis as LambdaGlobal).awslambda?.InvokeStore;
  return store?.getXRayTraceId?.() ?? environment['_X_AMZN_TRACE_ID'];
}
