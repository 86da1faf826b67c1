import { describe, expect, it } from '@jest/globals';
import { resourcesOf } from '../support/templates.js';
import { rolesOf } from './deployed-policies.js';
import type { Caller, Policy, Request } from './policy.js';
import { account, resolverOf } from './resolve.js';
import { simulate, type Verdict } from './simulator.js';

const role = (name: string): Caller => ({ arn: `arn:aws:iam::${account}:role/${name}` });
/** Who has not signed: nothing is known of it, its ARN least of all. */
const stranger: Caller = { service: 'nobody.example' };
const invokes: Policy = { Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' } };

/** The policy of the REST API; nothing where it has none. */
function apiPolicyOf(given: Readonly<Record<string, unknown>>): Policy | undefined {
  const [api] = resourcesOf(given, 'AWS::ApiGateway::RestApi');
  return resolverOf(given)('api', api!.Properties?.['Policy']) as Policy | undefined;
}

/** What becomes of a call, by the caller's own policies and the API's. */
function call(
  given: Readonly<Record<string, unknown>>,
  caller: Caller,
  { path = 'GET/events', own = [], context = {} }: { path?: string; own?: Policy[]; context?: Request['context'] } = {},
): Verdict {
  const request = {
    caller,
    action: 'execute-api:Invoke',
    resource: `execute-api:/prod/${path}`,
    owner: account,
    context,
  };
  return simulate({ identity: own, resource: [apiPolicyOf(given)!] }, request);
}

describe('an API that names nobody', () => {
  it.each([['starter'], ['production']])('leaves it to the policies of the account in %s', (profile) =>
    expect(apiPolicyOf({ profile })).toBeUndefined(),
  );
});

describe('an API that names its callers', () => {
  const given = { allowedCallers: ['role/shop', 'arn:aws:iam::444455556666:role/partner', '777788889999'] };

  it.each([
    ['a role of this account', role('shop')],
    ['one of another', { arn: 'arn:aws:iam::444455556666:role/partner' }],
    ['anybody of an account', { arn: 'arn:aws:iam::777788889999:user/ann' }],
  ])('is called by %s', (_name, caller) => expect(call(given, caller, { own: [invokes] })).toBe('allowed'));

  it('is called from another account only by whom that account lets as well', () => {
    expect(call(given, role('shop'))).toBe('allowed');
    expect(call(given, { arn: 'arn:aws:iam::444455556666:role/partner' })).toBe('implicitly denied');
  });

  it.each([
    ['a role of this account', role('other')],
    ['one of the same name elsewhere', { arn: 'arn:aws:iam::777700009999:role/shop' }],
    ['one whose name goes on', role('shopper')],
  ])('is not called by %s that is not named, whatever else it may do', (_name, caller) => {
    expect(call(given, caller, { own: [invokes] })).toBe('explicitly denied');
    expect(call(given, caller, { path: 'GET/health', own: [invokes] })).toBe('explicitly denied');
  });

  it.each(['health', 'health/live', 'health/ready'])('tells anybody whether it is up at /%s', (path) => {
    expect(call(given, stranger, { path: `GET/${path}` })).toBe('allowed');
    expect(call(given, stranger, { path: `HEAD/${path}` })).toBe('allowed');
    expect(call(given, stranger, { path: `POST/${path}` })).toBe('implicitly denied');
  });

  it('tells strangers nothing else', () => {
    for (const path of ['GET/events', 'POST/events', 'GET/', 'GET/healthy', 'GET/events/health'])
      expect(call(given, stranger, { path })).toBe('implicitly denied');
  });
});

describe('a private API', () => {
  const given = { profile: 'production', privateApi: true };
  const [endpoint] = resourcesOf(given, 'AWS::EC2::VPCEndpoint').filter(({ Properties }) =>
    JSON.stringify(Properties?.['ServiceName']).includes('execute-api'),
  );
  const inside = { 'aws:SourceVpce': endpoint!.id };
  const outside = { 'aws:SourceVpce': 'vpce-other' };

  it('is reached through its endpoint by whom the account lets, and by nobody else', () => {
    expect(call(given, role('shop'), { own: [invokes], context: inside })).toBe('allowed');
    expect(call(given, role('shop'), { context: inside })).toBe('implicitly denied');
    expect(call(given, stranger, { context: inside })).toBe('implicitly denied');
  });

  it('is not reached past it, not even to see whether it is up', () => {
    for (const context of [outside, {}]) {
      expect(call(given, role('shop'), { own: [invokes], context })).toBe('explicitly denied');
      expect(call(given, stranger, { path: 'GET/health', context })).toBe('explicitly denied');
    }
  });

  it('tells whether it is up to anybody inside', () =>
    expect(call(given, stranger, { path: 'GET/health/ready', context: inside })).toBe('allowed'));

  it('leaves bearers of tokens to its authoriser', () => {
    const byToken = { ...given, auth: 'cognito' };
    expect(call(byToken, stranger, { context: inside })).toBe('allowed');
    expect(call(byToken, stranger, { context: outside })).toBe('explicitly denied');
  });
});

describe('the role by which REST APIs log', () => {
  const { policies } = rolesOf({}).get('')!;
  const ask = (action: string, resource: string) =>
    simulate({ identity: policies }, { caller: { arn: `arn:aws:iam::${account}:role/log` }, action, resource });
  const group = `arn:aws:logs:us-west-2:${account}:log-group:/annals/dev/dev/api-access:log-stream:a`;

  it('writes logs of this account and region', () => {
    expect(ask('logs:PutLogEvents', group)).toBe('allowed');
    expect(ask('logs:PutLogEvents', group.replace(account, '999999999999'))).toBe('implicitly denied');
    expect(ask('logs:PutLogEvents', group.replace('us-west-2', 'eu-west-1'))).toBe('implicitly denied');
  });

  it('removes none, and neither shortens nor decrypts them', () => {
    for (const action of [
      'logs:DeleteLogGroup',
      'logs:DeleteLogStream',
      'logs:PutRetentionPolicy',
      'logs:DisassociateKmsKey',
    ])
      expect(ask(action, group)).toBe('implicitly denied');
  });
});
