import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { GivenSettings } from '../lib/config.js';
import { emptyBundles } from './support/stacks-of.js';

const production = { profile: 'production' };
const domain = {
  domainName: 'api.example.com',
  certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/a',
  hostedZoneId: 'Z1',
};
const judge = { auth: 'custom', authorizerFunctionArn: 'arn:aws:lambda:us-west-2:111122223333:function:judge' };

const chats = {
  slackWorkspaceId: 'T0123456',
  slackChannelId: 'C0123456',
  teamsTenantId: '0a1b2c3d-0000-4000-8000-000000000000',
  teamsTeamId: '0a1b2c3d-0000-4000-8000-000000000001',
  teamsChannelId: '19%3aabcdefgh%40thread.tacv2',
};
const repository = 'acme/annals';

function manyOptions(): GivenSettings {
  return { allowedCallers: 'role/shop', apiCaching: true, apiKeys: true, shieldAdvanced: true };
}

const cases: readonly (readonly [string, GivenSettings])[] = [
  ['of starter', {}],
  ['of production', production],
  ['of kind http', { api: 'http' }],
  ['of kind http, in a network', { ...production, api: 'http', waf: false }],
  ['of kind http, at a domain, with callers of Cognito', { ...domain, api: 'http', auth: 'cognito' }],
  ['of kind http, with tokens', { api: 'http', auth: 'jwt', jwtIssuer: 'https://a.example', jwtAudience: 'annals' }],
  ['of kind http, with a function that judges callers', { ...judge, api: 'http' }],
  ['with callers of Cognito', { ...production, auth: 'cognito' }],
  ['with a function that judges callers', judge],
  ['with named callers, keys, a cache, a domain and Shield', { ...production, ...domain, ...manyOptions() }],
  ['of the network alone', { ...production, privateApi: true }],
  ['of the network alone, with callers of Cognito', { ...production, privateApi: true, auth: 'cognito' }],
  ['without traces, in an account that has a role for logs', { apiTracing: false, apiLogsRole: false }],
  ['with a firewall in a starter, elsewhere', { waf: true, region: 'eu-central-1' }],
  ['with mails, chats and workflows', { ...chats, repository, alarmEmails: 'a@example.org,b@example.org' }],
  ['with workflows, in an account that has their provider', { ...production, repository, githubProvider: false }],
  ['with workflows, of kind http', { repository, api: 'http' }],
  ['with a trail under CloudTrail’s own key, without GuardDuty', { cloudTrail: true }],
  ['with GuardDuty alone', { guardDuty: true }],
];

describe('a deployment passes the packs, our rules and the validator', () => {
  const program = fileURLToPath(new URL('support/synthesize.mjs', import.meta.url));
  const input = JSON.stringify(cases.map(([, given]) => given));
  // Whatever is found and not acknowledged is a refusal, and so is what is acknowledged and not found.
  const refusals = JSON.parse(
    execFileSync(process.execPath, [program, emptyBundles()], { input, encoding: 'utf8' }),
  ) as readonly string[];

  it.each(cases.map(([name], index) => [name, refusals[index]] as const))('%s', (_name, refusal) => {
    expect(refusal).toBe('');
  });
});
