import { Duration } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CognitoUserPoolsAuthorizer,
  TokenAuthorizer,
  type MethodOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { AnnalsStack } from '../stacks/annals-stack.js';
import type { ApiUsers } from './api-users.js';

/** For how long the answer of a custom authoriser is kept: not at all, because it may be about one call only. */
const authorizerTtl = Duration.seconds(0);

/**
 * How callers of a REST API prove who they are, as the settings say.
 *
 * @param users there with auth `cognito`
 */
export function restAuthorization(scope: Construct, users: ApiUsers | undefined): MethodOptions {
  const { settings, names } = AnnalsStack.of(scope);
  if (users !== undefined) {
    const authorizer = new CognitoUserPoolsAuthorizer(scope, 'Users', {
      authorizerName: names.resource('users'),
      cognitoUserPools: [users.pool],
    });
    // Without scopes the gateway would take identity tokens instead, which say nothing of what their bearer may do.
    return { authorizationType: AuthorizationType.COGNITO, authorizer, authorizationScopes: [...users.scopes] };
  }
  if (settings.authorizerFunctionArn !== undefined && settings.auth === 'custom') {
    const authorizer = new TokenAuthorizer(scope, 'Custom', {
      authorizerName: names.resource('custom'),
      handler: authorizerFunction(scope, settings.authorizerFunctionArn),
      resultsCacheTtl: authorizerTtl,
    });
    return { authorizationType: AuthorizationType.CUSTOM, authorizer };
  }
  return { authorizationType: AuthorizationType.IAM };
}

/** A function of somebody else's in this account, which the API is given leave to call. */
export function authorizerFunction(scope: Construct, functionArn: string) {
  return LambdaFunction.fromFunctionAttributes(scope, 'AuthorizerFunction', { functionArn, sameEnvironment: true });
}
