import type { Claims } from '../auth/claims.js';
import type { GatewayRequest } from './gateway-request.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * Who signed a request that the gateway let in by IAM: an ARN.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function signerOf(invocation: GatewayRequest | undefined): string | undefined {
  const context = membersOf(invocation?.requestContext);
  const rest = membersOf(context['identity'])['userArn'];
  const http = membersOf(membersOf(context['authorizer'])['iam'])['userArn'];
  return [rest, http].find((arn) => typeof arn === 'string' && arn !== '') as string | undefined;
}

/**
 * What the gateway's authoriser found in a token: Cognito's of a REST API, the JWT authoriser of an HTTP API, or what a Lambda
 * authoriser of either put into its context (`scope`, and `sub` or its `principalId`).
 */
export function claimsOf(invocation: GatewayRequest | undefined): Claims | undefined {
  const authorizer = membersOf(invocation?.requestContext)['authorizer'];
  const { claims, jwt, lambda, principalId } = membersOf(authorizer);
  const found = [claims, membersOf(jwt)['claims'], lambda].find(isObject);
  return found ?? (typeof principalId === 'string' ? membersOf(authorizer) : undefined);
}

function membersOf(value: unknown): Members {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
