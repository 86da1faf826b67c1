import { expect, test } from '@jest/globals';
import { readCallRequest } from './call-request.js';

function identityAt(url: string, typed: readonly string[] = [], variables = {}) {
  const read = readCallRequest(['GET', '/events', '--url', url, ...typed], variables);
  return read.ok ? read.value.identity : read.error;
}

test.each([
  ['https://abc123.execute-api.eu-central-1.amazonaws.com/prod', 'eu-central-1'],
  ['https://abc123.execute-api.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['https://abc123-vpce-0123.execute-api.us-east-1.amazonaws.com', 'us-east-1'],
])('a call to API Gateway at %s is signed without being told to', (url, region) => {
  expect(identityAt(url)).toEqual({ kind: 'signature', region, profile: undefined });
  expect(identityAt(url, ['--region', 'us-west-1'])).toMatchObject({ region: 'us-west-1' });
  expect(identityAt(url, [], { ANNALS_TOKEN: 'abc' })).toEqual({ kind: 'token', text: 'abc' });
  expect(identityAt(url, ['--sign'], { ANNALS_KEY: 'abc' })).toMatchObject({ kind: 'signature' });
});

test('a call to a domain of somebody is signed where they say so', () => {
  expect(identityAt('https://annals.example.org')).toEqual({ kind: 'none' });
  expect(identityAt('https://annals.example.org', ['--sign', '--profile', 'x'], { AWS_REGION: 'eu-west-1' })).toEqual({
    kind: 'signature',
    region: 'eu-west-1',
    profile: 'x',
  });
});

test('the server of this machine is called where nobody names another', () => {
  const read = readCallRequest(['GET', '/events'], { ANNALS_URL: '' });
  expect(read.ok && read.value.url.href).toBe('http://127.0.0.1:3000/events');
});
