import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../environment.js';
import { readAuthSettings } from './auth-settings.js';
import { readTrafficSettings } from './traffic-settings.js';

function auth(environment: Environment) {
  const faults: string[] = [];
  return { settings: readAuthSettings(environment, faults), faults };
}

function traffic(environment: Environment, isOpen = false) {
  const faults: string[] = [];
  return { settings: readTrafficSettings(environment, isOpen, faults), faults };
}

const tokens = { AUTH_MODE: 'jwt', JWT_ISSUER: 'https://issuer.example.org/', JWT_AUDIENCE: 'annals, other' };

describe('how a server finds out who calls', () => {
  test.each([
    [{}, { mode: 'none' }],
    [{ AUTH_MODE: 'none' }, { mode: 'none' }],
    [{ AUTH_MODE: 'api-key' }, { mode: 'api-key' }],
    [
      tokens,
      {
        mode: 'jwt',
        tokens: {
          issuer: 'https://issuer.example.org/',
          audiences: ['annals', 'other'],
          jwksUrl: undefined,
          scopePrefix: '',
        },
      },
    ],
    [
      { ...tokens, JWT_JWKS_URL: 'http://[::1]:8080/keys', JWT_SCOPE_PREFIX: 'annals/' },
      {
        mode: 'jwt',
        tokens: {
          issuer: 'https://issuer.example.org/',
          audiences: ['annals', 'other'],
          jwksUrl: 'http://[::1]:8080/keys',
          scopePrefix: 'annals/',
        },
      },
    ],
  ])('is read from %j', (environment, settings) => {
    expect(auth(environment)).toEqual({ settings, faults: [] });
  });

  test('is by no mode that does not exist, or that nobody verifies here', () => {
    expect(auth({ AUTH_MODE: 'basic' }).faults).toEqual(['AUTH_MODE must be none, api-key or jwt']);
    expect(auth({ AUTH_MODE: 'iam' }).faults).toEqual([
      'AUTH_MODE=iam is for Lambda, where API Gateway verifies the signatures; here nobody does: set it to api-key or jwt',
    ]);
  });

  test('by tokens takes an issuer and an audience', () => {
    expect(auth({ AUTH_MODE: 'jwt' }).faults).toEqual([
      expect.stringMatching(/^JWT_ISSUER is required/),
      expect.stringMatching(/^JWT_AUDIENCE is required/),
    ]);
  });

  test.each([
    'http://issuer.example.org',
    'issuer',
    'https://user:pass@issuer.example.org',
    'ftp://127.0.0.1',
    'https://a/#b',
  ])('takes no keys from %s, where they could be exchanged on the way', (url) => {
    expect(auth({ ...tokens, JWT_ISSUER: url, JWT_JWKS_URL: url }).faults).toEqual([
      'JWT_ISSUER must be an https URL, or http on a loopback address',
      'JWT_JWKS_URL must be an https URL, or http on a loopback address',
    ]);
  });
});

describe('the traffic that a server takes', () => {
  test('has limits where callers are known, and none where everybody is let in', () => {
    expect(traffic({}).settings).toEqual({
      requestsPerMinute: 60_000,
      authFailuresPerMinute: 60,
      trustedProxies: [],
      corsOrigins: [],
    });
    expect(traffic({}, true).settings.requestsPerMinute).toBe(0);
  });

  test('is what the environment says', () => {
    const environment = {
      RATE_LIMIT_PER_MINUTE: '10',
      AUTH_FAILURES_PER_MINUTE: '0',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1,192.0.2.1,2001:db8::/32',
      CORS_ORIGINS: 'https://app.example.org, http://localhost:5173',
    };
    expect(traffic(environment)).toEqual({
      settings: {
        requestsPerMinute: 10,
        authFailuresPerMinute: 0,
        trustedProxies: ['10.0.0.0/8', '::1', '192.0.2.1', '2001:db8::/32'],
        corsOrigins: ['https://app.example.org', 'http://localhost:5173'],
      },
      faults: [],
    });
    expect(traffic({ CORS_ORIGINS: '*' }).settings.corsOrigins).toEqual(['*']);
  });

  test.each(['-1', '1e3', 'many', '1.5'])('is no number such as %s', (text) => {
    const { faults } = traffic({ RATE_LIMIT_PER_MINUTE: text, AUTH_FAILURES_PER_MINUTE: text });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual(['RATE_LIMIT_PER_MINUTE', 'AUTH_FAILURES_PER_MINUTE']);
  });

  test.each(['proxy.example.org', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0', '*'])(
    'comes through no proxy such as %s',
    (text) => {
      expect(traffic({ TRUSTED_PROXIES: text }).faults).toEqual([expect.stringMatching(/^TRUSTED_PROXIES must be IP/)]);
    },
  );

  test.each([
    'app.example.org',
    'https://app.example.org/',
    'https://App.example.org',
    'https://app.example.org:443',
    'null',
    'https://*.example.org',
  ])('comes from no page such as %s', (text) => {
    expect(traffic({ CORS_ORIGINS: text }).faults).toEqual([expect.stringMatching(/^CORS_ORIGINS must be origins/)]);
  });
});
