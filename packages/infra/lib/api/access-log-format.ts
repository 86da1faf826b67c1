import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import type { Settings } from '../config.js';

/** What a line says whatever kind of API wrote it. Nothing in it is text of the caller's, which could break out of its quotes. */
const common = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  ip: '$context.identity.sourceIp',
  requestTime: '$context.requestTime',
  method: '$context.httpMethod',
  protocol: '$context.protocol',
  status: '$context.status',
  error: '$context.error.responseType',
  responseLength: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationLatencyMs: '$context.integrationLatency',
};

/** Where each way of knowing callers says who called: IAM by its unique id, tokens by their subject. */
const callers = {
  iam: '$context.identity.caller',
  jwt: '$context.authorizer.claims.sub',
  cognito: '$context.authorizer.claims.sub',
  custom: '$context.authorizer.principalId',
} as const satisfies Record<Settings['auth'], string>;

/**
 * A line of the access log: JSON, with who called, from where, for what, and what came of it. The path is not in it, for it may hold the id of
 * an event; the function's own line has the same request id and the route.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function accessLogFormat({ api, auth }: Settings): AccessLogFormat {
  const own =
    api === 'rest'
      ? {
          route: '$context.resourcePath',
          firewallStatus: '$context.wafResponseCode',
          traceId: '$context.xrayTraceId',
        }
      : { route: '$context.routeKey' };
  const caller = { caller: callers[auth], ...(auth === 'iam' && { userArn: '$context.identity.userArn' }) };
  return AccessLogFormat.custom(JSON.stringify({ ...common, ...caller, ...own }));
}
