import type { APIGatewayProxyEvent } from 'aws-lambda';

/** What a REST API of API Gateway invokes a function with, for a request that the gateway has let in by its signature. */
export function gatewayRequest(method: string, path: string, body?: string): APIGatewayProxyEvent {
  const headers = {
    Accept: '*/*',
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    Host: 'api.example.com',
    'User-Agent': 'shop/1.0',
    'X-Amzn-Trace-Id': traceHeader,
    'X-Forwarded-For': '203.0.113.7',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
  };
  const [pathname, query = ''] = path.split('?') as [string, string?];
  const parameters = Array.from(new URLSearchParams(query));
  return {
    resource: '/{proxy+}',
    path: pathname,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: parameters.length === 0 ? null : Object.fromEntries(parameters),
    multiValueQueryStringParameters:
      parameters.length === 0 ? null : Object.fromEntries(parameters.map(([name, value]) => [name, [value]])),
    pathParameters: { proxy: pathname.slice(1) },
    stageVariables: null,
    requestContext: requestContext(method, pathname),
    body: body === undefined ? null : Buffer.from(body).toString('base64'),
    isBase64Encoded: body !== undefined,
  };
}

/** A trace that Lambda has decided to keep. @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
export const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

function requestContext(method: string, path: string): APIGatewayProxyEvent['requestContext'] {
  return {
    accountId: '123456789012',
    apiId: 'abc123',
    authorizer: null,
    protocol: 'HTTP/1.1',
    httpMethod: method,
    identity: {
      accessKey: 'ASIAEXAMPLE',
      accountId: '123456789012',
      apiKey: null,
      apiKeyId: null,
      caller: 'AIDAEXAMPLE',
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: '203.0.113.7',
      user: 'AIDAEXAMPLE',
      userAgent: 'shop/1.0',
      userArn: 'arn:aws:iam::123456789012:user/shop',
    },
    path: `/prod${path}`,
    stage: 'prod',
    requestId: '3e2f9a4c-4a44-4d6b-9a39-0d5a7a3f9a11',
    requestTimeEpoch: 1_795_000_000_000,
    resourceId: 'r1',
    resourcePath: '/{proxy+}',
  };
}
