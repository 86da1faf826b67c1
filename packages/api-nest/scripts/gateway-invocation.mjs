/** Invocations as API Gateway makes them, as far as a warm-up needs them. */

const headers = {
  Accept: '*/*',
  'Content-Type': 'application/json',
  Host: 'api.example.com',
  'User-Agent': 'warm-up/1.0',
  'X-Amzn-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793',
  'X-Forwarded-For': '203.0.113.7',
  'X-Forwarded-Port': '443',
  'X-Forwarded-Proto': 'https',
};

const caller = 'arn:aws:iam::123456789012:user/warm-up';

/** @param {string} address */
function split(address) {
  const at = address.indexOf('?');
  return at < 0 ? { path: address, query: '' } : { path: address.slice(0, at), query: address.slice(at + 1) };
}

/**
 * A request through a REST API, signed by an IAM user: payload format 1.0.
 *
 * @param {string} method
 * @param {string} address path and query.
 * @param {string} [body]
 */
export function throughRestApi(method, address, body) {
  const { path, query } = split(address);
  const parameters = [...new URLSearchParams(query)];
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    multiValueQueryStringParameters: Object.fromEntries(parameters.map(([name, value]) => [name, [value]])),
    pathParameters: { proxy: path.slice(1) },
    requestContext: {
      identity: { sourceIp: '203.0.113.7', userArn: caller },
      path: `/prod${path}`,
      stage: 'prod',
      requestId: 'warm-up',
      httpMethod: method,
      resourcePath: '/{proxy+}',
    },
    body: body === undefined ? null : Buffer.from(body).toString('base64'),
    isBase64Encoded: body !== undefined,
  };
}

/**
 * A request through an HTTP API, signed by an IAM user: payload format 2.0.
 *
 * @param {string} method
 * @param {string} address path and query.
 * @param {string} [body]
 */
export function throughHttpApi(method, address, body) {
  const { path, query } = split(address);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    requestContext: {
      stage: '$default',
      requestId: 'warm-up',
      authorizer: { iam: { userArn: caller } },
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'warm-up/1.0' },
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
}
