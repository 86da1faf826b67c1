import { EngineUnavailable } from '@annals/domain';
import { InMemoryEventRepository, InMemoryMessageQueue } from '@annals/domain/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { json, postJson, problem } from './support/http-subject.js';
import { LogSink } from './support/log-sink.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';
import { RawConnection } from './support/raw-connection.js';

const later = { prefer: 'respond-async' };
const event = (id: string) => ({ id, type: 't', payload: 1 });
const away = new EngineUnavailable('sqs', 7, { cause: new Error('connect ECONNREFUSED 10.0.0.1:443') });

describe('while the queue fails', () => {
  const queue = new InMemoryMessageQueue({ name: 'events' });
  const repository = new InMemoryEventRepository();
  const log = new LogSink();
  let subject: LocalSubject;
  beforeAll(async () => {
    const queues = { events: queue, sample: new InMemoryMessageQueue() };
    subject = await openLocal({ repository, logger: log.logger, app: { queues } });
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    queue.fault = undefined;
    queue.refuse = () => undefined;
  });

  it.each([
    ['/events', event('1')],
    ['/events/batch', [event('1'), event('2')]],
  ])('answers 503 to %s, says when to come again, and has queued and recorded nothing', async (path, body) => {
    queue.fault = away;
    const answer = await postJson(subject.send, path, body, later);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '7']);
    expect(problem(answer)).toMatchObject({ type: '/problems/unavailable', engine: 'sqs' });
    expect(answer.body).not.toContain('ECONNREFUSED');
    queue.fault = undefined;
    expect(await queue.figures()).toEqual({ waiting: 0, inFlight: 0, dead: 0 });
    expect((await subject.send('GET', '/events/1')).status).toBe(404);
  });

  it('still refuses what is invalid, without asking it', async () => {
    queue.fault = away;
    expect((await postJson(subject.send, '/events', {}, later)).status).toBe(422);
    expect((await postJson(subject.send, '/events/batch', [{}], later)).status).toBe(200);
  });

  it('still records at once what does not ask for it', async () => {
    queue.fault = away;
    expect((await postJson(subject.send, '/events', event('at-once'))).status).toBe(201);
  });

  it('answers 503 where it cannot say whether it took the event', async () => {
    queue.refuse = () => away;
    const answer = await postJson(subject.send, '/events', event('unsure'), later);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '7']);
    expect(problem(answer).detail).toContain('The queue could not say');
    expect((await postJson(subject.send, '/events/batch', [event('unsure'), {}], later)).status).toBe(503);
  });

  it('tells the events of a batch that failed from the others', async () => {
    queue.refuse = ({ body }) => (body.includes('"bad"') ? away : undefined);
    const headers = { ...later, 'x-request-id': 'one-of-a-batch' };
    const answer = await postJson(subject.send, '/events/batch', [event('good'), event('bad'), {}], headers);
    expect(answer.status).toBe(202);
    expect(json(answer)).toMatchObject({
      results: [
        { status: 'queued', id: 'good' },
        {
          status: 'failed',
          id: 'bad',
          source: '/',
          detail: 'The queue could not say whether it was taken; send it again.',
        },
        { status: 'invalid' },
      ],
    });
    const line = await log.until(({ requestId }) => requestId === 'one-of-a-batch');
    expect(line).toMatchObject({ level: 50, status: 202 });
    expect(JSON.stringify(line)).toContain('ECONNREFUSED');
  });
});

describe('a preference', () => {
  it('is ignored where there is no queue', async () => {
    const subject = await openLocal();
    const answer = await postJson(subject.send, '/events', event('1'), later);
    expect([answer.status, answer.headers['preference-applied']]).toEqual([201, undefined]);
    expect((await postJson(subject.send, '/events/batch', [event('2')], later)).status).toBe(200);
    await subject.close();
  });

  it.each([
    [['wait=10', 'respond-async'], 202],
    [['respond-async=no', 'respond-async'], 201],
  ])('is read from several fields: %j', async (fields, status) => {
    const queues = { events: new InMemoryMessageQueue(), sample: new InMemoryMessageQueue() };
    const subject = await openLocal({ app: { queues } });
    const connection = await RawConnection.open(subject.port);
    const body = JSON.stringify(event('1'));
    const prefer = fields.map((field) => `Prefer: ${field}\r\n`).join('');
    connection.send(
      `POST /events HTTP/1.1\r\nHost: localhost\r\n${prefer}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await connection.until(new RegExp(`^HTTP/1.1 ${status} `));
    connection.close();
    await subject.close();
  });
});
