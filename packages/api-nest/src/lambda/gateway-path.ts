import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';

/** What tells where a request to a REST API went. */
export type RestAddress = Pick<APIGatewayProxyEvent, 'path' | 'resource' | 'pathParameters'> & {
  readonly requestContext: { readonly path: string };
};

/** What tells where a request to an HTTP API went. */
export type HttpAddress = Pick<APIGatewayProxyEventV2, 'rawPath'> & {
  readonly requestContext: { readonly stage: string };
};

/**
 * The path that a REST API was asked for, below its root, as the client encoded it.
 *
 * At the API's own address the gateway takes the stage off. At a custom domain it leaves the base path on (and the stage, where the
 * mapping names none); there, what the resource matched tells where the API's own part begins.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function restPath({ path, resource, pathParameters, requestContext }: RestAddress): string {
  if (path !== requestContext.path) return path;
  const greedy = /\{([^{}]+)\+\}$/.exec(resource)?.[1];
  const depth = depthOf(resource);
  if (greedy === undefined) return lastSegments(path, depth);
  return lastSegments(path, depth - 1 + greedyDepth(path, pathParameters?.[greedy] ?? ''));
}

/**
 * The path that an HTTP API was asked for, below its stage. The gateway decodes it, `rawPath` though it is called, so it is encoded
 * again. It begins with the stage unless that is `$default` or a custom domain leads to it; a base path never stands in it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpPath({ rawPath, requestContext: { stage } }: HttpAddress): string {
  const prefix = `/${stage}`;
  const path = rawPath === prefix || rawPath.startsWith(`${prefix}/`) ? rawPath.slice(prefix.length) : rawPath;
  return path === '' ? '/' : path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/]/gu, encodeURIComponent);
}

/** How many segments a path has: none where it is `/`. */
function depthOf(path: string): number {
  return path.split('/').filter((segment) => segment !== '').length;
}

/** The end of a path, so many segments long; a slash at its end stays. */
function lastSegments(path: string, count: number): string {
  const segments = path.split('/').slice(1);
  const kept = segments.at(-1) === '' ? count + 1 : count;
  return `/${segments.slice(segments.length - Math.min(kept, segments.length)).join('/')}`;
}

/** How many segments of a path a greedy variable matched. Its value is decoded, so that a slash in it need not part two segments. */
function greedyDepth(path: string, value: string): number {
  const sought = withoutSlash(value);
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const rest = withoutSlash(path.slice(slash + 1));
    if (rest === sought || decode(rest) === sought) return rest.split('/').length;
  }
  return depthOf(value);
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
