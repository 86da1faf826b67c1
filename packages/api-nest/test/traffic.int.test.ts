import { apiKey, InMemoryApiKeyRepository, newYear2026Micros, RecordingTelemetry } from '@annals/domain/testing';
import { afterEach, describe, expect, test } from '@jest/globals';
import { sha256 } from '../src/adapters/platform.js';
import type { TrafficSettings } from '../src/auth/traffic-settings.js';
import { composeAccess } from '../src/server/compose-access.js';
import { openToAll } from '../src/auth/access-options.js';
import { documentedObjects } from './support/documented-objects.js';
import { openEmbedded } from './support/embedded-subject.js';
import { json, postJson, problem, type SentAnswer } from './support/http-subject.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';
import { LogSink } from './support/log-sink.js';
import { RawConnection } from './support/raw-connection.js';

const clock = { nowMicros: () => newYear2026Micros };
const one = apiKey('one');
const two = apiKey('two');
const bearer = ({ printed }: { readonly printed: string }) => ({ authorization: `Bearer ${printed}` });
const bad = { authorization: 'Bearer bad' };

let subject: LocalSubject;
afterEach(() => subject.close());

async function open(
  traffic: Partial<TrafficSettings>,
  {
    mode = 'api-key',
    log = new LogSink(),
    telemetry = new RecordingTelemetry(),
  }: {
    readonly mode?: 'api-key' | 'none';
    readonly log?: LogSink;
    readonly telemetry?: RecordingTelemetry;
  } = {},
): Promise<LocalSubject> {
  const all = { requestsPerMinute: 0, authFailuresPerMinute: 0, trustedProxies: [], corsOrigins: [], ...traffic };
  const apiKeys = new InMemoryApiKeyRepository(one, two);
  const access = await composeAccess({ mode }, all, { apiKeys, sha256, clock });
  const objects = await documentedObjects();
  subject = await openLocal({ logger: log.logger, app: { access, objects, telemetry } });
  return subject;
}

const get = (headers: Readonly<Record<string, string>>, path = '/events') => subject.send('GET', path, { headers });
const statusOf = async (headers: Readonly<Record<string, string>>, path?: string) => (await get(headers, path)).status;

function expectLimited(answer: SentAnswer): void {
  expect(answer.status).toBe(429);
  expect(problem(answer).type).toBe('/problems/too-many-requests');
  const seconds = Number(answer.headers['retry-after']);
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(60);
}

describe('callers', () => {
  test('are limited each for itself, told when to come again, counted and logged', async () => {
    const [log, telemetry] = [new LogSink(), new RecordingTelemetry()];
    await open({ requestsPerMinute: 3 }, { log, telemetry });
    for (let count = 0; count < 3; count++) expect(await statusOf(bearer(one))).toBe(200);
    expectLimited(await get({ ...bearer(one), 'x-request-id': 'one-too-many' }));
    expect(await statusOf(bearer(two))).toBe(200);
    expect(telemetry.counter('annals_auth_failures_total', { reason: 'limited' })).toBe(1);
    const line = await log.until(({ requestId }) => requestId === 'one-too-many');
    expect(line).toMatchObject({ status: 429, refused: 'limited', caller: one.keyId, client: '127.0.0.1' });
  });

  test('that fail too often are refused for a while, whatever they bring, while probes are answered', async () => {
    await open({ authFailuresPerMinute: 2 });
    for (let count = 0; count < 2; count++) expect(await statusOf(bad)).toBe(401);
    expectLimited(await get(bad));
    expectLimited(await get(bearer(one)));
    expectLimited(await get({}));
    expect(await statusOf({}, '/health/live')).toBe(200);
    expect(await statusOf({}, '/openapi.json')).toBe(200);
  });

  test('are limited by address where nobody knows who they are', async () => {
    await open({ requestsPerMinute: 2 }, { mode: 'none' });
    expect(await statusOf({})).toBe(200);
    expect(await statusOf(bearer(one))).toBe(200);
    expectLimited(await get({}));
    expectLimited(await get({}, '/openapi.json'));
    for (let count = 0; count < 5; count++) expect(await statusOf({}, '/health')).toBe(200);
  });
});

describe('an address that a request says it comes from', () => {
  const from = (address: string) => ({ ...bad, 'x-forwarded-for': address });

  test('is nothing where no proxy is trusted', async () => {
    await open({ authFailuresPerMinute: 1 });
    expect(await statusOf(from('192.0.2.1'))).toBe(401);
    expect(await statusOf(from('192.0.2.2'))).toBe(429);
  });

  test('counts where a trusted proxy says so, and what the client told the proxy does not', async () => {
    await open({ authFailuresPerMinute: 1, trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] });
    expect(await statusOf(from('192.0.2.1'))).toBe(401);
    expect(await statusOf(from('192.0.2.1'))).toBe(429);
    expect(await statusOf(from('made-up, 192.0.2.1, 10.1.2.3'))).toBe(429);
    expect(await statusOf(from('192.0.2.1, 192.0.2.2'))).toBe(401);
  });

  test('is nothing where other proxies are trusted', async () => {
    await open({ authFailuresPerMinute: 1, trustedProxies: ['10.0.0.0/8'] });
    expect(await statusOf(from('192.0.2.1'))).toBe(401);
    expect(await statusOf(from('192.0.2.2'))).toBe(429);
  });
});

describe('the address that a server gives of itself', () => {
  const forwarded = { host: 'inside:3000', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'annals.example.org' };

  test.each([
    [
      'is the one that a trusted proxy has',
      ['127.0.0.1'],
      'https://annals.example.org',
      'max-age=31536000; includeSubDomains',
    ],
    ['is its own, whatever others say', [], 'http://inside:3000', undefined],
  ])('%s, as is whether browsers came by TLS', async (_what, trustedProxies, origin, strictTransport) => {
    subject = await openEmbedded({ app: { access: { ...openToAll, trustedProxies } } });
    const terms = { key: 'a', contentType: 'text/plain', sizeBytes: 1 };
    const answer = await postJson(subject.send, '/objects/uploads', terms, forwarded);
    expect(new URL((json(answer) as { readonly url: string }).url).origin).toBe(origin);
    expect(answer.headers['strict-transport-security']).toBe(strictTransport);
  });
});

describe('pages of other origins', () => {
  const page = 'https://app.example.org';
  const preflight = {
    origin: page,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  };

  test('may call nothing unless their origins are listed', async () => {
    await open({}, { mode: 'none' });
    const answers = [await get({ origin: page }), await subject.send('OPTIONS', '/events', { headers: preflight })];
    for (const { headers } of answers)
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(answers.map(({ status }) => status)).toEqual([200, 204]);
  });

  test('may call and read where they are listed, with credentials that their scripts set', async () => {
    await open({ corsOrigins: [page] });
    const asked = await subject.send('OPTIONS', '/events', { headers: preflight });
    expect([asked.status, asked.headers.allow, asked.body]).toEqual([204, 'GET, HEAD, OPTIONS, POST', '']);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': page,
      'access-control-allow-methods': 'GET, HEAD, OPTIONS, POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '7200',
      vary: 'Origin, Access-Control-Request-Headers',
    });
    const listed = await get({ origin: page, ...bearer(one) });
    expect(listed.headers).toMatchObject({ 'access-control-allow-origin': page, vary: 'Origin, Accept' });
    expect(listed.headers['access-control-expose-headers']).toContain('Link');
    expect(listed.headers).not.toHaveProperty('access-control-allow-credentials');
    const refused = await get({ origin: page });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, page]);
  });

  test('may call nothing where others are listed, and caches are told that it depends', async () => {
    await open({ corsOrigins: ['https://other.example.org'] }, { mode: 'none' });
    const { headers, status } = await get({ origin: page });
    expect([status, headers['access-control-allow-origin'], headers.vary]).toEqual([200, undefined, 'Origin, Accept']);
    const asked = await subject.send('OPTIONS', '/events', { headers: preflight });
    expect([asked.status, asked.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS, POST']);
    expect(asked.headers).not.toHaveProperty('access-control-allow-methods');
  });

  test('may all call where every origin is listed', async () => {
    await open({ corsOrigins: ['*'] }, { mode: 'none' });
    expect((await get({ origin: page })).headers['access-control-allow-origin']).toBe('*');
  });
});

test('a body is not even asked for where its sender is not let in', async () => {
  await open({});
  const connection = await RawConnection.open(subject.port);
  connection.send(
    'POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n',
  );
  await connection.until(/\}$/);
  expect(connection.received).toMatch(/^HTTP\/1\.1 401 /);
  connection.close();
});

test.each(['/', '/events', '/openapi.json', '/nothing'])(
  'browsers are told at %s to guess, frame and share nothing',
  async (path) => {
    await open({}, { mode: 'none' });
    expect((await get({}, path)).headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
    });
  },
);
