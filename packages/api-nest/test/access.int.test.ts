import { apiKey, InMemoryApiKeyRepository, newYear2026Micros } from '@annals/domain/testing';
import { scopes, type ApiKey, type Scope } from '@annals/domain';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openToAll } from '../src/auth/access-options.js';
import { sha256 } from '../src/adapters/platform.js';
import { composeAccess } from '../src/server/compose-access.js';
import { describeAccess, type AccessSubject } from './access-contract/index.js';
import { describedOperations } from './access-contract/operations.js';
import { adding, authorized, httpApi, restApi, signed, type Gateway } from './support/api-gateway.js';
import { documentedObjects } from './support/documented-objects.js';
import { fixedMetrics } from './support/fixed-app.js';
import type { Send } from './support/http-subject.js';
import { bundleContractFunction, openLambda, type TestBundle } from './support/lambda-subject.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';
import { LogSink } from './support/log-sink.js';
import { memoryQueues } from './support/memory-queues.js';
import { packSeed } from './support/object-subject.js';
import { makeKey, TokenIssuer } from './support/token-issuer.js';

const newYearMs = newYear2026Micros / 1000;
const clock = { nowMicros: () => newYear2026Micros };
const unlimited = { requestsPerMinute: 0, authFailuresPerMinute: 0, trustedProxies: [], corsOrigins: [] };

const keyFor = (granted: readonly Scope[]) => apiKey(`for ${granted.join()}`, { scopes: granted });
const expired = apiKey('expired', { expiresAtMs: newYearMs });
const revoked = apiKey('revoked', { revokedAtMs: newYearMs - 1 });
const all = keyFor(scopes);
const keys: readonly ApiKey[] = [
  expired,
  revoked,
  all,
  ...[...new Set(describedOperations.map((operation) => operation.scopes.join()))]
    .filter((joined) => joined !== '')
    .map((joined) => keyFor(joined.split(',') as Scope[])),
  ...scopes.map((lacking) => keyFor(scopes.filter((scope) => scope !== lacking))),
];

/** Adds header fields to every request. */
function withHeaders(send: Send, added: Readonly<Record<string, string>>): Send {
  return (method, path, request = {}) => send(method, path, { ...request, headers: { ...request.headers, ...added } });
}

const bearing = (send: Send, token: string) => withHeaders(send, { authorization: `Bearer ${token}` });

/** Callers with keys, whatever carries their requests. */
function keySubject(send: Send, close: () => Promise<void>): AccessSubject {
  const bearKey = (key: { readonly printed: string }) => bearing(send, key.printed);
  return {
    sendAsNobody: send,
    sendAsBad: {
      wrong: bearing(send, `annals_${all.keyId}.${apiKey('another').printed.split('.')[1]!}`),
      malformed: bearing(send, all.printed.slice(0, -1)),
      unknown: bearKey(apiKey('unknown')),
      expired: bearKey(expired),
      revoked: bearKey(revoked),
    },
    sendWith: (granted) => bearKey(keyFor(granted)),
    sendAsGood: [bearKey(all), withHeaders(send, { 'x-api-key': all.printed })],
    scheme: 'Bearer',
    close,
  };
}

async function openServer(log: LogSink, access = openToAll): Promise<LocalSubject> {
  const objects = await documentedObjects();
  const app = { access, objects, queues: memoryQueues(), metricsPage: fixedMetrics };
  return openLocal({ logger: log.logger, app });
}

describe('a server whose callers have keys', () => {
  const log = new LogSink();
  describeAccess(async () => {
    const apiKeys = new InMemoryApiKeyRepository(...keys);
    const server = await openServer(
      log,
      await composeAccess({ mode: 'api-key' }, unlimited, { apiKeys, sha256, clock }),
    );
    return keySubject(server.send, () => server.close());
  });

  afterAll(() => {
    const text = JSON.stringify(log.lines);
    for (const key of keys) expect(text).not.toContain((key as typeof all).printed.split('.')[1]!);
    const refusedFor = new Set(log.lines.map(({ refused }) => refused));
    const reasons = ['missing', 'malformed', 'unknown', 'wrong', 'expired', 'revoked', 'scope'];
    expect([...refusedFor]).toEqual(expect.arrayContaining(reasons));
    expect(log.lines).toContainEqual(expect.objectContaining({ refused: 'expired', caller: expired.keyId }));
    expect(log.lines).toContainEqual(expect.objectContaining({ status: 200, caller: all.keyId }));
  });
});

describe('a server whose callers have tokens', () => {
  const log = new LogSink();
  describeAccess(async () => {
    const issuer = await TokenIssuer.start();
    const tokens = { issuer: issuer.url, audiences: ['annals'], scopePrefix: 'annals/' };
    const apiKeys = new InMemoryApiKeyRepository(...keys);
    const access = await composeAccess({ mode: 'jwt', tokens }, unlimited, { apiKeys, sha256, clock });
    const server = await openServer(log, access);
    const { send } = server;
    const scope = (granted: readonly Scope[]) => granted.map((one) => `annals/${one}`).join(' ');
    const byScopes = new Map<string, string>();
    for (const { scopes: granted } of keys)
      byScopes.set(granted.join(), await issuer.token({ scope: scope(granted), client_id: granted.join() }));
    const good = bearing(send, byScopes.get(scopes.join())!);
    return {
      sendAsNobody: send,
      sendAsBad: {
        wrong: bearing(send, await issuer.token({ scope: scope(scopes), aud: 'another' })),
        malformed: bearing(send, all.printed),
        unknown: bearing(send, await issuer.token({ scope: scope(scopes) }, await makeKey('unknown'))),
        expired: bearing(send, await issuer.token({ scope: scope(scopes), exp: 1 })),
      },
      sendWith: (granted) => bearing(send, byScopes.get(granted.join())!),
      sendAsGood: [good, withHeaders(good, { 'x-api-key': 'of no interest' })],
      scheme: 'Bearer',
      close: async () => {
        await server.close();
        await issuer.stop();
      },
    };
  });
});

describe.each([restApi, httpApi])('a function behind a $kind', (gateway) => {
  let bundle: TestBundle;
  beforeAll(async () => {
    bundle = await bundleContractFunction();
  });
  afterAll(() => bundle.remove());

  /** A function, and what sends to it through gateways that found out more or less. */
  const start = (environment: Readonly<Record<string, string>>) => {
    const lambda = openLambda(gateway, bundle.path, { OBJECT_SEED: packSeed({}), ...environment });
    const through =
      (other: Gateway): Send =>
      async (method, path, request) =>
        other.answer((await lambda.process.invoke(other.invocation(method, path, request))).answer);
    return { send: lambda.send, through, close: () => lambda.close() };
  };

  describe('whose callers have keys', () => {
    describeAccess(() => {
      const { send, close } = start({ AUTH_MODE: 'api-key', API_KEYS: JSON.stringify(keys) });
      return Promise.resolve(keySubject(send, close));
    });
  });

  describe('whose gateway verifies tokens', () => {
    describeAccess(() => {
      const { send, through, close } = start({ AUTH_MODE: 'jwt', JWT_SCOPE_PREFIX: 'annals/' });
      const claiming = (claims: Readonly<Record<string, string>>) =>
        through(adding(gateway, (invocation) => authorized(invocation, { sub: 'alice', ...claims })));
      const scope = (granted: readonly Scope[]) => granted.map((one) => `annals/${one}`).join(' ');
      return Promise.resolve({
        // What a client says itself is nothing.
        sendAsNobody: send,
        sendAsBad: { wrong: claiming({ scope: scope(scopes), token_use: 'id' }) },
        sendWith: (granted: readonly Scope[]) => claiming({ scope: scope(granted) }),
        sendAsGood: [claiming({ scope: scope(scopes) }), claiming({ scp: `[${scope(scopes)}]`, token_use: 'access' })],
        scheme: 'Bearer' as const,
        close,
      });
    });
  });

  describe('whose gateway verifies signatures', () => {
    describeAccess(
      () => {
        const { send, through, close } = start({ AUTH_MODE: 'iam' });
        return Promise.resolve({
          sendAsNobody: send,
          sendAsGood: [through(adding(gateway, signed))],
          scheme: 'AWS4-HMAC-SHA256' as const,
          close,
        });
      },
      { judged: false },
    );
  });

  test('logs who signed a request', async () => {
    const lambda = openLambda(adding(gateway, signed), bundle.path, { AUTH_MODE: 'iam' });
    expect((await lambda.send('GET', '/events')).status).toBe(200);
    const lines = await lambda.process.stop();
    expect(lines).toEqual([expect.objectContaining({ status: 200, caller: 'arn:aws:iam::123456789012:user/alice' })]);
  });
});
