import { EngineUnavailable, metrics, type SendOutcome } from '@annals/domain';
import { InMemoryEventRepository, InMemoryMessageQueue, RecordingTelemetry } from '@annals/domain/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { untilEmpty } from './support/drain-queue.js';
import { json, problem } from './support/http-subject.js';
import { LogSink } from './support/log-sink.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';
import { RawConnection } from './support/raw-connection.js';

const away = new EngineUnavailable('memory', 7, { cause: new Error('connect ECONNREFUSED') });

describe('the sample workload on a server', () => {
  let subject: LocalSubject | undefined;
  afterEach(() => subject?.close());

  async function open() {
    const sample = new InMemoryMessageQueue({ name: 'sample' });
    const repository = new InMemoryEventRepository();
    const telemetry = new RecordingTelemetry();
    const log = new LogSink();
    const queues = { events: new InMemoryMessageQueue(), sample };
    subject = await openLocal({ repository, logger: log.logger, app: { queues, telemetry } });
    return { sample, repository, telemetry, log, send: subject.send, port: subject.port };
  }

  it('deletes messages once the answer with them is sent whole', async () => {
    const { sample, send } = await open();
    await sample.send([{ body: '{"n":1}' }, { body: 'plain text' }]);
    expect(json(await send('GET', '/receive-messages'))).toMatchObject({ messages: [{ n: 1 }, 'plain text'] });
    await untilEmpty(sample);
    expect(await sample.figures()).toMatchObject({ dead: 0 });
  });

  it('gives messages back whose answer was not taken whole', async () => {
    const { sample, send, port } = await open();
    // More than the buffers of a connection hold.
    await sample.send(Array.from({ length: 10 }, () => ({ body: 'x'.repeat(700 * 1024) })));
    const connection = await RawConnection.open(port);
    connection.send('GET /receive-messages HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await connection.until(/^HTTP\/1.1 200/);
    connection.close();
    while ((await sample.figures()).waiting < 10) await new Promise((resolve) => setImmediate(resolve));
    expect((json(await send('GET', '/receive-messages')) as { messages: string[] }).messages).toHaveLength(10);
  });

  it('does both steps of a workflow within one trace', async () => {
    const { sample, telemetry, send } = await open();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await send('GET', '/workflow', { headers: { traceparent } });
    const [workflow] = telemetry.named('sample workflow');
    expect(telemetry.childrenOf(workflow!).map(({ name }) => name)).toContain('recordEvents');
    expect(await sample.figures()).toMatchObject({ waiting: 1 });
  });

  it('measures everything once, and says so in the log', async () => {
    const { telemetry, log, send } = await open();
    const answer = json(await send('GET', '/test-telemetry', { headers: { 'x-request-id': 'tested' } }));
    expect(answer).toMatchObject({ telemetry_enabled: true });
    const made = Object.entries(metrics).flatMap(([name, { kind }]) => (kind === 'gauge' ? [] : [name]));
    expect(telemetry.measured()).toEqual(expect.arrayContaining(made));
    expect(telemetry.counter('annals_events_total', { outcome: 'test' })).toBe(1);
    const [span] = telemetry.named('sample telemetry');
    const line = await log.until(({ msg }) => msg === 'telemetry test');
    expect(line).toMatchObject({ requestId: 'tested', traceId: span!.traceId });
  });

  it.each([
    ['POST', '/'],
    ['POST', '/save-data'],
    ['GET', '/get-data/1'],
    ['GET', '/workflow'],
  ])('answers 503 to %s %s while the engine is away', async (method, path) => {
    const { repository, send } = await open();
    repository.append = () => Promise.reject(away);
    repository.find = () => Promise.reject(away);
    const answer = await send(method, path);
    expect([answer.status, answer.headers['retry-after'], problem(answer)['engine']]).toEqual([503, '7', 'memory']);
  });

  it.each([
    ['POST', '/send-message'],
    ['GET', '/receive-messages'],
    ['GET', '/workflow'],
  ])('answers 503 to %s %s while the queue is away', async (method, path) => {
    const { sample, send } = await open();
    sample.fault = away;
    expect((await send(method, path)).status).toBe(503);
  });

  it('says which step of a workflow is done while the queue is away', async () => {
    const { sample, send } = await open();
    sample.fault = away;
    const answer = await send('GET', '/workflow');
    const { data_id: id, engine, detail } = problem(answer) as Record<string, unknown>;
    expect([answer.status, answer.headers['retry-after'], engine]).toEqual([503, '7', 'memory']);
    expect(detail).toMatch(/^The data was saved, /);
    expect((await send('GET', `/get-data/${String(id)}`)).status).toBe(200);
  });

  it('answers 503 where the engine or the queue could not say', async () => {
    const { sample, repository, send } = await open();
    const unsure = { code: 'failed', cause: new Error('throttled') } as const;
    sample.send = (messages) => Promise.resolve(messages.map((): SendOutcome => unsure));
    expect((await send('POST', '/send-message')).status).toBe(503);
    repository.append = (attempts) => Promise.resolve(attempts.map(() => unsure));
    for (const path of ['/', '/save-data']) expect((await send('POST', path)).status).toBe(503);
  });

  it('has no addresses of messages where there is no queue', async () => {
    subject = await openLocal();
    for (const path of ['/send-message', '/receive-messages', '/workflow'])
      expect((await subject.send('GET', path)).status).toBe(404);
    expect((await subject.send('POST', '/save-data')).status).toBe(200);
  });
});
