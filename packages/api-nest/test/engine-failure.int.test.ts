import { EngineUnavailable, type AppendAttempt, type AppendOutcome } from '@annals/domain';
import {
  InMemoryEventRepository,
  InMemoryMessageQueue,
  InMemoryObjectRecordRepository,
  InMemoryObjectStore,
} from '@annals/domain/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { json, postJson, problem } from './support/http-subject.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';
import { LogSink } from './support/log-sink.js';

const socketError = new Error('connect ECONNREFUSED 10.1.2.3:8000 as user admin');

/** An engine that fails as it is told. */
class FailingRepository extends InMemoryEventRepository {
  /** What every call throws. */
  fault: Error | undefined;
  /** The ids whose attempts come to nothing. */
  failing = new Set<string>();

  override async append(attempts: readonly AppendAttempt[], atMs: number): Promise<readonly AppendOutcome[]> {
    this.#throwFault();
    const stored = attempts.filter(({ event }) => !this.failing.has(event.id));
    const outcomes = (await super.append(stored, atMs)).values();
    return attempts.map(({ event }) =>
      this.failing.has(event.id) ? { code: 'failed', cause: socketError } : outcomes.next().value!,
    );
  }

  override find(
    ...parameters: Parameters<InMemoryEventRepository['find']>
  ): ReturnType<InMemoryEventRepository['find']> {
    this.#throwFault();
    return super.find(...parameters);
  }

  override list(
    ...parameters: Parameters<InMemoryEventRepository['list']>
  ): ReturnType<InMemoryEventRepository['list']> {
    this.#throwFault();
    return super.list(...parameters);
  }

  override ping(): Promise<void> {
    this.#throwFault();
    return super.ping();
  }

  #throwFault(): void {
    if (this.fault !== undefined) throw this.fault;
  }
}

describe('while the engine fails', () => {
  const repository = new FailingRepository();
  const log = new LogSink();
  let subject: LocalSubject;
  beforeAll(async () => {
    subject = await openLocal({ repository, logger: log.logger });
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    repository.fault = undefined;
    repository.failing = new Set();
  });

  const event = (id: string) => ({ id, type: 't', payload: 1 });

  it.each([
    ['POST', '/events'],
    ['POST', '/events/batch'],
    ['GET', '/events'],
    ['GET', '/events/1'],
    ['GET', '/event?id=1'],
    ['GET', '/health/ready'],
  ])('answers 503 to %s %s, says when to come again, and names the engine', async (method, path) => {
    repository.fault = new EngineUnavailable('memory', 7, { cause: socketError });
    const body = path === '/events/batch' ? [event('1')] : event('1');
    const answer = await subject.send(method, path, {
      ...(method === 'POST' && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '7']);
    expect(problem(answer)).toMatchObject({ type: '/problems/unavailable', engine: 'memory' });
    expect(answer.body).not.toContain('ECONNREFUSED');
    repository.fault = undefined;
    expect((await subject.send('GET', '/events/1')).status).toBe(404);
  });

  it('still says that the process is up', async () => {
    repository.fault = new EngineUnavailable('memory', 7, { cause: socketError });
    expect((await subject.send('GET', '/health/live')).status).toBe(200);
    expect((await subject.send('GET', '/health')).status).toBe(200);
  });

  it('still refuses what is invalid, without asking it', async () => {
    repository.fault = new EngineUnavailable('memory', 7, { cause: socketError });
    expect((await postJson(subject.send, '/events', {})).status).toBe(422);
  });

  it('answers 503 where it cannot say what became of the event', async () => {
    repository.failing.add('unsure');
    const answer = await postJson(subject.send, '/events', event('unsure'));
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
    repository.failing.clear();
    expect((await postJson(subject.send, '/events', event('unsure'))).status).toBe(201);
  });

  it('tells the events of a batch that failed from the others', async () => {
    repository.failing.add('bad');
    const headers = { 'x-request-id': 'one-of-a-batch' };
    const answer = await postJson(subject.send, '/events/batch', [event('good'), event('bad'), {}], headers);
    expect(json(answer)).toMatchObject({
      results: [
        { status: 'recorded', id: 'good' },
        { status: 'failed', id: 'bad', source: '/', detail: expect.any(String) },
        { status: 'invalid' },
      ],
    });
    const line = await log.until(({ requestId }) => requestId === 'one-of-a-batch');
    expect(line).toMatchObject({ level: 50, status: 200 });
    expect(JSON.stringify(line)).toContain('ECONNREFUSED');
  });

  it('answers 503 to a batch of which every valid event failed', async () => {
    repository.failing.add('one').add('two');
    const answer = await postJson(subject.send, '/events/batch', [event('one'), {}, event('two')]);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
    expect((await postJson(subject.send, '/events/batch', [{}])).status).toBe(200);
  });

  it('answers 500 to what nobody foresaw, tells nothing of it, and logs it once, with its cause', async () => {
    repository.fault = new Error('unforeseen', { cause: socketError });
    const answer = await subject.send('GET', '/events/1', { headers: { 'x-request-id': 'unforeseen-1' } });
    expect(answer.status).toBe(500);
    expect(problem(answer)).toMatchObject({ type: '/problems/internal', requestId: 'unforeseen-1' });
    expect(answer.body).not.toMatch(/unforeseen[^-]|ECONNREFUSED|at /);
    await log.until(({ requestId }) => requestId === 'unforeseen-1');
    const lines = log.lines.filter(({ requestId }) => requestId === 'unforeseen-1');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 50,
        status: 500,
        err: expect.objectContaining({ stack: expect.stringContaining('ECONNREFUSED') }),
      }),
    ]);
  });

  it('logs what the engine said of a 503', async () => {
    repository.fault = new EngineUnavailable('memory', 7, { cause: socketError });
    await subject.send('GET', '/events/1', { headers: { 'x-request-id': 'unavailable-1' } });
    const line = await log.until(({ requestId }) => requestId === 'unavailable-1');
    expect(JSON.stringify(line)).toContain('ECONNREFUSED');
  });
});

describe('the readiness of an app', () => {
  const refusing = (engine: string) => () => Promise.reject(new EngineUnavailable(engine, 3, { cause: socketError }));
  const queues = { events: new InMemoryMessageQueue(), sample: new InMemoryMessageQueue() };
  const store = new InMemoryObjectStore();
  const objects = { repository: new InMemoryObjectRecordRepository(), store };

  it.each([
    [
      'bucket',
      { objects: { ...objects, store: Object.assign(new InMemoryObjectStore(), { head: refusing('s3') }) } },
      's3',
    ],
    [
      'queue',
      { queues: { ...queues, events: Object.assign(new InMemoryMessageQueue(), { figures: refusing('sqs') }) } },
      'sqs',
    ],
  ])('wants its %s too, and the 503 names it', async (_what, options, engine) => {
    const subject = await openLocal({ app: { objects, queues, ...options }, logger: new LogSink().logger });
    const answer = await subject.send('GET', '/health/ready').finally(() => subject.close());
    expect([answer.status, answer.headers['retry-after'], problem(answer)['engine']]).toEqual([503, '3', engine]);
  });
});
