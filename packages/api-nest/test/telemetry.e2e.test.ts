import { metrics } from '@annals/domain';
import { OtlpCollector, type CollectedSpan } from '@annals/adapters-telemetry/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLine } from './support/log-sink.js';
import { Program } from './support/program.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callerSpanId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${callerSpanId}-01`;

describe('the server program, measured', () => {
  let folder: string;
  let program: Program | undefined;
  let collector: OtlpCollector;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annals-telemetry-'));
    collector = await OtlpCollector.listen();
  });
  afterEach(async () => {
    program?.child.kill('SIGKILL');
    await program?.ended;
    await collector.close();
    await rm(folder, { recursive: true });
  });

  const start = (environment: Readonly<Record<string, string>> = {}): Promise<string> => {
    program = Program.start({ DATA_DIR: folder, LOG_LEVEL: 'debug', ...environment });
    return program.url();
  };
  const stop = async (): Promise<number | null> => {
    program!.child.kill('SIGTERM');
    return program!.ended;
  };
  const traced = (): Readonly<Record<string, string>> => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });
  const post = (url: string, path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const lines = (): readonly LogLine[] =>
    program!.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine);
  /** A span's name and what it led to. */
  const treeOf = (span: CollectedSpan): unknown => [
    span.name,
    ...collector.spans.filter(({ parentSpanId }) => parentSpanId === span.spanId).map(treeOf),
  ];
  const rootOf = (requestId: string): CollectedSpan | undefined =>
    collector.spans.find(({ attributes }) => attributes['annals.request.id'] === requestId);

  it('sends the whole tree of a request, down to the statement', async () => {
    const url = await start(traced());
    await post(url, '/events', { id: 'a', type: 't', payload: 1 }, { traceparent, 'x-request-id': 'one' });
    expect(await stop()).toBe(0);
    const root = rootOf('one')!;
    expect(treeOf(root)).toEqual(['POST /events', ['recordEvents', ['INSERT events']]]);
    expect(root).toMatchObject({
      kind: 'server',
      traceId,
      parentSpanId: callerSpanId,
      status: 0,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/events',
        'http.response.status_code': 201,
        'url.path': '/events',
        'server.address': '127.0.0.1',
      },
      resource: { 'service.name': 'annals', 'service.version': expect.stringMatching(/^\d+\.\d+\.\d+$/) },
    });
    expect(collector.spans.find(({ name }) => name === 'INSERT events')).toMatchObject({
      kind: 'client',
      attributes: { 'db.system.name': 'sqlite', 'db.operation.name': 'INSERT', 'db.collection.name': 'events' },
    });
    expect(collector.spans.find(({ name }) => name === 'recordEvents')).toMatchObject({
      attributes: { 'annals.event.id': 'a', 'annals.event.source': '/', 'annals.event.outcome': 'recorded' },
    });
  });

  it('joins request, queue and worker into one trace, and the lines that they log', async () => {
    const url = await start(traced());
    const headers = { traceparent, prefer: 'respond-async', 'x-request-id': 'queued' };
    expect((await post(url, '/events', { id: 'b', type: 't', payload: 1 }, headers)).status).toBe(202);
    await collector.until((spans) => spans.find(({ name }) => name === 'process events'));
    expect(await stop()).toBe(0);
    expect(treeOf(rootOf('queued')!)).toEqual([
      'POST /events',
      ['queueEvents', ['send events', ['INSERT messages'], ['process events', ['INSERT events']]]],
    ]);
    expect(collector.spans.find(({ name }) => name === 'process events')).toMatchObject({
      kind: 'consumer',
      traceId,
      attributes: {
        'messaging.system': 'sqlite',
        'messaging.destination.name': 'events',
        'messaging.operation.type': 'process',
        'annals.event.id': 'b',
        'messaging.message.id': expect.any(String),
        'annals.event.outcome': 'recorded',
      },
    });
    expect(collector.spans.find(({ name }) => name === 'send events')).toMatchObject({
      kind: 'producer',
      attributes: { 'messaging.system': 'sqlite', 'messaging.message.id': expect.any(String) },
    });
    const about = lines().filter(({ id }) => id === 'b');
    expect(about).toMatchObject([
      { msg: 'request', requestId: 'queued', traceId, source: '/', outcome: 'queued' },
      { msg: 'a queued event', traceId, source: '/', messageId: expect.any(String), outcome: 'recorded' },
    ]);
  });

  it('gives request and worker one trace id where no collector is, and sends nothing', async () => {
    const url = await start();
    await post(url, '/events', { id: 'c', type: 't', payload: 1 }, { prefer: 'respond-async' });
    await program!.until(/a queued event/);
    expect(await stop()).toBe(0);
    const [request, worker] = lines().filter(({ id }) => id === 'c');
    expect(request!['traceId']).toMatch(/^[0-9a-f]{32}$/);
    expect(worker!['traceId']).toBe(request!['traceId']);
    expect(collector.requests).toEqual([]);
  });

  it('serves while the collector is gone, says so once, and ends in time', async () => {
    const url = await start({
      ...traced(),
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    });
    for (let count = 0; count < 20; count++)
      expect((await post(url, '/events', { id: `d${count}`, type: 't', payload: 1 })).status).toBe(201);
    await program!.until(/spans were lost/);
    expect(await stop()).toBe(0);
    const lost = lines().filter(({ msg }) => msg === 'spans were lost');
    expect(lost).toHaveLength(1);
    expect(lost[0]).toMatchObject({
      level: 40,
      err: { message: expect.stringContaining('the collector did not take') },
    });
  });

  it('has a page of figures that are what was sent', async () => {
    const url = await start();
    for (let count = 0; count < 5; count++) await post(url, '/events', { id: `e${count}`, type: 't', payload: 1 });
    await post(url, '/events', { id: 'e0', type: 't', payload: 1 });
    await post(url, '/events', { id: 'e0', type: 't', payload: 2 });
    await post(url, '/events', { id: 'e9', type: 't' });
    const batch = [{ id: 'e5', type: 't', payload: 1 }, { id: 'e1', type: 't', payload: 1 }, { id: 'bad' }];
    await post(url, '/events/batch', batch);
    for (let count = 0; count < 3; count++) await fetch(`${url}/events/e${count}?source=/`);
    await fetch(`${url}/nothing`);
    await post(url, '/events', { id: 'e6', type: 't', payload: 1 }, { prefer: 'respond-async' });
    await program!.until(/"msg":"queued events"/);
    const answer = await fetch(`${url}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    const figure = (line: string): number | undefined => {
      const found = text.split('\n').find((each) => each.startsWith(`${line} `));
      return found === undefined ? undefined : Number(found.slice(line.length));
    };
    const requests = (route: string, method: string, status: number) =>
      `annals_http_requests_total{route="${route}",method="${method}",status="${status}"}`;
    const timed = (route: string, method: string, status: number) =>
      `annals_http_request_duration_seconds_count{route="${route}",method="${method}",status="${status}"}`;
    for (const name of [requests, timed]) {
      expect(figure(name('/events', 'POST', 201))).toBe(5);
      expect(figure(name('/events', 'POST', 200))).toBe(1);
      expect(figure(name('/events', 'POST', 202))).toBe(1);
      expect(figure(name('/events', 'POST', 409))).toBe(1);
      expect(figure(name('/events', 'POST', 422))).toBe(1);
      expect(figure(name('/events/batch', 'POST', 200))).toBe(1);
      expect(figure(name('/events/{id}', 'GET', 200))).toBe(3);
      expect(figure(name('unmatched', 'GET', 404))).toBe(1);
    }
    // The one that was queued is counted then, and once more by what became of it.
    const outcomes = { recorded: 7, replayed: 2, conflict: 1, invalid: 2, queued: 1 };
    for (const [outcome, count] of Object.entries(outcomes))
      expect([outcome, figure(`annals_events_total{outcome="${outcome}"}`)]).toEqual([outcome, count]);
    for (const outcome of ['sent', 'received', 'deleted'])
      expect(figure(`annals_queue_messages_total{queue="events",outcome="${outcome}"}`)).toBe(1);
    for (const state of ['waiting', 'in_flight', 'dead'])
      expect(figure(`annals_queue_depth{queue="events",state="${state}"}`)).toBe(0);
    expect(figure('annals_queue_oldest_age_seconds{queue="events"}')).toBe(0);
    expect(figure('annals_engine_calls_total{engine="sqlite",operation="find_event",outcome="ok"}')).toBe(3);
    expect(figure('annals_engine_call_duration_seconds_count{engine="sqlite",operation="find_event"}')).toBe(3);
    for (const name of Object.keys(metrics)) expect(text).toContain(`# TYPE ${name} `);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  it('does not start with variables that make no sense, and names them', async () => {
    program = Program.start({ DATA_DIR: folder, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', PORT: 'x' });
    expect(await program.ended).toBe(1);
    expect(program.stderr).toContain('annals: PORT must be');
    expect(program.stderr).toContain('annals: OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL');
  });
});
