import { scopes, type Scope } from '@annals/domain';
import { describe, expect, test } from '@jest/globals';
import type { Request } from 'express';
import type { Authentication } from '../auth/authentication.js';
import { gatewayAccess, readGatewayAccess } from './gateway-access.js';
import { inInvocation, rememberInvocation } from './gateway-origin.js';
import type { GatewayRequest } from './gateway-request.js';

/** What a function makes of an invocation with this context. */
async function authenticate(environment: Readonly<Record<string, string>>, context: object): Promise<Authentication> {
  const request = { headers: {} } as Request;
  const invocation = { requestContext: context } as unknown as GatewayRequest;
  inInvocation(invocation, () => rememberInvocation(request));
  return gatewayAccess(readGatewayAccess(environment, [])).authenticate(request);
}

function known(
  result: Authentication,
): { readonly id: string | undefined; readonly granted: readonly Scope[] } | string {
  if (result.code === 'refused') return result.reason;
  return { id: result.caller.id, granted: scopes.filter((scope) => result.caller.may(scope)) };
}

describe('how a function finds out who calls', () => {
  test.each([undefined, '', 'none', 'basic'])('is never by letting everybody in: %s', (mode) => {
    const faults: string[] = [];
    readGatewayAccess({ AUTH_MODE: mode }, faults);
    expect(faults).toEqual([expect.stringMatching(/^AUTH_MODE must be iam, jwt or api-key/)]);
  });

  test('is as the environment says', () => {
    const faults: string[] = [];
    const environment = { AUTH_MODE: 'jwt', JWT_SCOPE_PREFIX: 'annals/', CORS_ORIGINS: 'https://app.example.org' };
    expect(readGatewayAccess(environment, faults)).toEqual({
      mode: 'jwt',
      scopePrefix: 'annals/',
      corsOrigins: ['https://app.example.org'],
    });
    expect(faults).toEqual([]);
  });

  test('is by no keys where the function has no table of them', () => {
    expect(() => gatewayAccess(readGatewayAccess({ AUTH_MODE: 'api-key' }, []))).toThrow(/must be iam or jwt/);
  });
});

describe('by the gateway that verified a token', () => {
  const mode = { AUTH_MODE: 'jwt', JWT_SCOPE_PREFIX: 'annals/' };
  const claims = { sub: 'alice', scope: 'openid annals/events:read' };
  const alice = { id: 'alice', granted: ['events:read'] };

  test.each([
    ["Cognito's authoriser of a REST API", { identity: {}, authorizer: { claims } }, alice],
    ['the JWT authoriser of an HTTP API', { authorizer: { jwt: { claims, scopes: null } } }, alice],
    [
      'its lists, which it writes as text',
      { authorizer: { jwt: { claims: { ...claims, scope: undefined, scp: '[annals/events:read x]' } } } },
      alice,
    ],
    ['a Lambda authoriser of an HTTP API', { authorizer: { lambda: claims } }, alice],
    [
      'a Lambda authoriser of a REST API',
      { identity: {}, authorizer: { principalId: 'alice', scope: 'annals/events:read', integrationLatency: 7 } },
      alice,
    ],
    [
      'a client without a user',
      { authorizer: { jwt: { claims: { client_id: 'machine' } } } },
      { id: 'machine', granted: [] },
    ],
  ])('it is who %s says', async (_what, context, caller) => {
    expect(known(await authenticate(mode, context))).toEqual(caller);
  });

  test.each([
    ['nobody', {}, 'missing'],
    ['nothing', { authorizer: null }, 'missing'],
    ['an authoriser that says nothing', { authorizer: { integrationLatency: 7 } }, 'missing'],
    ['claims that are none', { authorizer: { claims: ['scope'], jwt: 'x' } }, 'missing'],
    ['a signature alone', { identity: { userArn: 'arn:aws:iam::1:user/alice' } }, 'missing'],
    ['an ID token', { authorizer: { claims: { ...claims, token_use: 'id' } } }, 'wrong'],
  ])('it is nobody where it had %s', async (_what, context, reason) => {
    expect(known(await authenticate(mode, context))).toBe(reason);
  });
});

describe('by the gateway that verified a signature', () => {
  const arn = 'arn:aws:sts::123456789012:assumed-role/shop/session';

  test.each([
    ['a REST API', { identity: { userArn: arn } }],
    ['an HTTP API', { authorizer: { iam: { userArn: arn } } }],
  ])('it is the ARN of %s, whose policies say what it may', async (_what, context) => {
    expect(known(await authenticate({ AUTH_MODE: 'iam' }, context))).toEqual({ id: arn, granted: scopes });
  });

  test.each([
    {},
    { identity: { userArn: null } },
    { identity: { userArn: '' } },
    { authorizer: { jwt: { claims: { sub: 'x' } } } },
  ])('it is nobody where the route was open: %j', async (context) => {
    expect(known(await authenticate({ AUTH_MODE: 'iam' }, context))).toBe('missing');
  });
});

test('a request remembers the invocation that it was made of, and none other', async () => {
  const open = { headers: {} } as Request;
  rememberInvocation(open);
  expect(known(await gatewayAccess(readGatewayAccess({ AUTH_MODE: 'iam' }, [])).authenticate(open))).toBe('missing');
});
