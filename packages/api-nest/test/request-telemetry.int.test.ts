import { EngineUnavailable, type Telemetry } from '@annals/domain';
import { InMemoryEventRepository, RecordingTelemetry, type RecordedSpan } from '@annals/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postJson } from './support/http-subject.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';
import { LogSink } from './support/log-sink.js';
import { memoryQueues } from './support/memory-queues.js';
import { RawConnection } from './support/raw-connection.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('a request', () => {
  const telemetry = new RecordingTelemetry();
  const repository = new InMemoryEventRepository();
  const log = new LogSink();
  let subject: LocalSubject;
  beforeAll(async () => {
    subject = await openLocal({ repository, logger: log.logger, app: { telemetry, queues: memoryQueues() } });
  });
  afterAll(() => subject.close());

  const spanOf = (requestId: string): RecordedSpan => {
    const found = telemetry.spans.filter(({ attributes }) => attributes['annals.request.id'] === requestId);
    expect(found).toHaveLength(1);
    return found[0]!;
  };
  const treeOf = (span: RecordedSpan): unknown => [span.name, ...telemetry.childrenOf(span).map(treeOf)];
  const requests = (route: string, method: string, status: number) =>
    telemetry.counter('annals_http_requests_total', { route, method, status: String(status) });

  it('is a span of its caller by the conventions of OpenTelemetry, with what it did below it', async () => {
    const headers = {
      'x-request-id': 'span-1',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      'user-agent': 'a-client/1.0',
    };
    await postJson(subject.send, '/events?token=hush', { id: 'a', type: 't', payload: 'hush' }, headers);
    const span = spanOf('span-1');
    expect(span).toMatchObject({
      name: 'POST /events',
      kind: 'server',
      traceId,
      parentSpanId: '00f067aa0ba902b7',
      hasEnded: true,
    });
    expect(span.error).toBeUndefined();
    expect(span.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/events',
      'http.response.status_code': 201,
      'url.path': '/events',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': subject.port,
      'network.protocol.version': '1.1',
      'user_agent.original': 'a-client/1.0',
      'annals.request.id': 'span-1',
    });
    expect(treeOf(span)).toEqual(['POST /events', ['recordEvents']]);
    expect(JSON.stringify(telemetry.spans)).not.toContain('hush');
    expect(await log.until(({ requestId }) => requestId === 'span-1')).toMatchObject({
      traceId,
      spanId: span.spanId,
      source: '/',
      id: 'a',
      outcome: 'recorded',
    });
  });

  it('is named by its route, not by its address', async () => {
    await subject.send('GET', '/events/a?source=/', { headers: { 'x-request-id': 'span-2' } });
    expect(spanOf('span-2')).toMatchObject({
      name: 'GET /events/{id}',
      attributes: { 'http.route': '/events/{id}', 'url.path': '/events/a', 'http.response.status_code': 200 },
    });
    expect(requests('/events/{id}', 'GET', 200)).toBe(1);
  });

  it('is failed by what the service is to blame for, and by nothing else', async () => {
    await subject.send('GET', '/events/none', { headers: { 'x-request-id': 'span-3' } });
    expect(spanOf('span-3')).toMatchObject({ attributes: { 'http.response.status_code': 404 } });
    expect(spanOf('span-3').error).toBeUndefined();
    const fault = new EngineUnavailable('memory', 1, { cause: new Error('away') });
    const find = repository.find.bind(repository);
    repository.find = () => Promise.reject(fault);
    await subject.send('GET', '/events/a', { headers: { 'x-request-id': 'span-4' } });
    repository.find = find;
    expect(spanOf('span-4')).toMatchObject({ attributes: { 'http.response.status_code': 503 }, error: fault });
  });

  it('is counted and timed once, whatever becomes of it', async () => {
    const times = telemetry.observations('annals_http_request_duration_seconds', {
      route: '/health',
      method: 'GET',
      status: '200',
    }).length;
    const before = requests('/health', 'GET', 200);
    for (let count = 0; count < 3; count++) await subject.send('GET', '/health');
    expect(requests('/health', 'GET', 200) - before).toBe(3);
    const labels = { route: '/health', method: 'GET', status: '200' };
    const observed = telemetry.observations('annals_http_request_duration_seconds', labels);
    expect(observed).toHaveLength(times + 3);
    expect(observed.every((seconds) => seconds >= 0 && seconds < 60)).toBe(true);
  });

  it('adds no label that callers choose: unknown addresses and methods are one each', async () => {
    for (const path of ['/nothing', '/events/a/b', '/%ff', '/wp-login.php']) await subject.send('GET', path);
    for (const method of ['PROPFIND', 'PURGE', 'SEARCH']) await subject.send(method, '/events');
    const seen = new Set<string>();
    const watching: Telemetry['count'] = (name, labels) => {
      if (name === 'annals_http_requests_total') seen.add(JSON.stringify(labels));
    };
    const count = telemetry.count.bind(telemetry);
    telemetry.count = watching;
    for (let index = 0; index < 20; index++) {
      await subject.send('GET', `/made-up-${index}`);
      await subject.send('GET', `/events/made-up-${index}`);
    }
    telemetry.count = count;
    expect([...seen].map((labels) => JSON.parse(labels) as unknown)).toEqual([
      { route: 'unmatched', method: 'GET', status: '404' },
      { route: '/events/{id}', method: 'GET', status: '404' },
    ]);
    expect(requests('unmatched', '_OTHER', 405)).toBe(3);
  });

  it('counts events by what became of them, those of a batch that cannot be read included', async () => {
    const count = (outcome: string) => telemetry.counter('annals_events_total', { outcome });
    const outcomes = ['recorded', 'replayed', 'conflict', 'invalid', 'queued'];
    const before = outcomes.map(count);
    await postJson(subject.send, '/events', { id: 'c', type: 't', payload: 1 });
    await postJson(subject.send, '/events', { id: 'c', type: 't', payload: 1 });
    await postJson(subject.send, '/events', { id: 'c', type: 'other', payload: 1 });
    await postJson(subject.send, '/events', { id: 'c', payload: 1 });
    await postJson(subject.send, '/events', { id: 'q', type: 't', payload: 1 }, { prefer: 'respond-async' });
    await subject.send('POST', '/events/batch', {
      headers: { 'content-type': 'application/x-ndjson', 'x-request-id': 'batch-1' },
      body: '{"id":"c","type":"t","payload":1}\nno JSON\n{"id":"d","type":"t","payload":1}\n{"type":"t"}\n',
    });
    expect(outcomes.map((outcome, index) => [outcome, count(outcome) - before[index]!])).toEqual([
      ['recorded', 2],
      ['replayed', 2],
      ['conflict', 1],
      ['invalid', 3],
      ['queued', 1],
    ]);
    expect(await log.until(({ requestId }) => requestId === 'batch-1')).toMatchObject({
      events: 4,
      recorded: 1,
      replayed: 1,
      invalid: 2,
    });
  });

  it('is counted where the server refuses it before it is one', async () => {
    const before = requests('unmatched', '_OTHER', 400);
    const raw = await RawConnection.open(subject.port);
    raw.send('nonsense', '', '');
    await raw.untilClosed();
    expect(requests('unmatched', '_OTHER', 400) - before).toBe(1);
    const beforeHostless = requests('unmatched', 'GET', 400);
    const hostless = await RawConnection.open(subject.port);
    hostless.send('GET /health HTTP/1.1', '', '');
    await hostless.untilClosed();
    expect(requests('unmatched', 'GET', 400) - beforeHostless).toBe(1);
  });
});
