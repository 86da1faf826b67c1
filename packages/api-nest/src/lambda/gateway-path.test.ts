import { describe, expect, it } from '@jest/globals';
import { httpPath, restPath } from './gateway-path.js';

const greedy = '/{proxy+}';
const rest = (resource: string, path: string, proxy?: string, full = path) =>
  restPath({
    resource,
    path,
    pathParameters: proxy === undefined ? null : { proxy },
    requestContext: { path: full },
  });

describe('the path of a request to a REST API', () => {
  it.each([
    ['/', '/', undefined, '/prod/'],
    [greedy, '/events', 'events', '/prod/events'],
    [greedy, '/events/', 'events', '/prod/events/'],
    [greedy, '//events', '/events', '/prod//events'],
    ['/events/{proxy+}', '/events/a%2Fb', 'a/b', '/prod/events/a%2Fb'],
  ])("at the API's own address is what the gateway gives: %s %s", (resource, path, proxy, full) => {
    expect(rest(resource, path, proxy, full)).toBe(path);
  });

  it.each([
    // Without a base path.
    ['/', '/', undefined, '/'],
    [greedy, '/events', 'events', '/events'],
    [greedy, '/events/', 'events', '/events/'],
    [greedy, '//events', '/events', '//events'],
    ['/events/{id}', '/events/a', undefined, '/events/a'],
    // With one, of one segment and more, and with the stage, which a mapping of a whole API leaves in.
    ['/', '/v1', undefined, '/'],
    ['/', '/v1/', undefined, '/'],
    [greedy, '/v1/events', 'events', '/events'],
    [greedy, '/service/prod/events', 'events', '/events'],
    [greedy, '/v1/events/', 'events', '/events/'],
    [greedy, '/v1/events/', 'events/', '/events/'],
    [greedy, '/events/events', 'events', '/events'],
    ['/events', '/v1/events', undefined, '/events'],
    ['/events', '/v1/events/', undefined, '/events/'],
    ['/events/{id}', '/service/v1/events/a%2Fb', undefined, '/events/a%2Fb'],
    // Greedy variables arrive decoded.
    ['/events/{proxy+}', '/v1/events/a%2Fb/c', 'a/b/c', '/events/a%2Fb/c'],
    [greedy, '/v1/events/%F0%9F%A6%8A', 'events/🦊', '/events/%F0%9F%A6%8A'],
    [greedy, '/v1/events/%41', 'events/A', '/events/%41'],
    // Nothing of the path decodes to the variable: as many segments as it has.
    [greedy, '/v1/events/%ff', 'events/\ufffd', '/events/%ff'],
  ])('at a custom domain begins where %s matched %s', (resource, path, proxy, expected) => {
    expect(rest(resource, path, proxy)).toBe(expected);
  });
});

describe('the path of a request to an HTTP API', () => {
  const http = (rawPath: string, stage: string) => httpPath({ rawPath, requestContext: { stage } });

  it.each([
    ['/events', '$default', '/events'],
    ['/dev/events', 'dev', '/events'],
    ['/dev/dev', 'dev', '/dev'],
    ['/dev/', 'dev', '/'],
    ['/dev', 'dev', '/'],
    // A custom domain led to the stage.
    ['/events', 'dev', '/events'],
    ['/developers', 'dev', '/developers'],
    ['/', '$default', '/'],
  ])('%s at the stage %s begins below the stage', (rawPath, stage, expected) => {
    expect(http(rawPath, stage)).toBe(expected);
  });

  it.each([
    ['/events/a b', '/events/a%20b'],
    ['/events/a?b#c', '/events/a%3Fb%23c'],
    ['/events/100%', '/events/100%25'],
    ['/events/%41', '/events/%2541'],
    ['/events/ü🦊\ufffd', '/events/%C3%BC%F0%9F%A6%8A%EF%BF%BD'],
    ["/events/~-._!$&'()*+,;=:@", "/events/~-._!$&'()*+,;=:@"],
  ])('%s was decoded by the gateway, and is encoded again', (rawPath, expected) => {
    expect(http(rawPath, '$default')).toBe(expected);
  });
});
