import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../src/server/log.js';
import { postJson } from './support/http-subject.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';
import { LogSink } from './support/log-sink.js';

describe('the log', () => {
  const log = new LogSink();
  let subject: LocalSubject;
  beforeAll(async () => {
    subject = await openLocal({ logger: log.logger });
  });
  afterAll(() => subject.close());

  const lineOf = (id: string) => log.until(({ requestId }) => requestId === id);

  it.each([
    ['POST', '/events', '/events', 415],
    ['GET', '/events/some-id?source=/', '/events/{id}', 404],
    ['GET', '/health', '/health', 200],
    ['DELETE', '/events', undefined, 405],
    ['GET', '/nothing', undefined, 404],
    ['GET', '/events/%ff', undefined, 400],
  ])('has one line for %s %s', async (method, path, route, status) => {
    const id = `one-line-${method}-${path.replaceAll(/\W/g, '-')}`;
    await subject.send(method, path, { headers: { 'x-request-id': id } });
    const line = await lineOf(id);
    expect(line).toMatchObject({ level: 30, msg: 'request', method, status, durationMs: expect.any(Number) });
    expect(line['route']).toBe(route);
    await subject.send('GET', '/health');
    expect(log.lines.filter(({ requestId }) => requestId === id)).toHaveLength(1);
  });

  it('has the trace of a request that belongs to one', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const send = (id: string, traceparent: string) =>
      subject.send('GET', '/health', { headers: { 'x-request-id': id, traceparent } });
    await send('traced', `00-${traceId}-00f067aa0ba902b7-01`);
    expect(await lineOf('traced')).toMatchObject({ traceId });
    const malformed = [
      '00-short-00f067aa0ba902b7-01',
      `ff-${traceId}-00f067aa0ba902b7-01`,
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    ];
    for (const [index, traceparent] of malformed.entries()) {
      expect((await send(`malformed-${index}`, traceparent)).status).toBe(200);
      expect(await lineOf(`malformed-${index}`)).not.toHaveProperty('traceId');
    }
  });

  it('has nothing of what headers, queries and bodies say but the id of an event, whatever becomes of the request', async () => {
    const headers = {
      authorization: 'Bearer hush-authorization',
      cookie: 'session=hush-cookie',
      'x-api-key': 'hush-api-key',
      'user-agent': 'hush-agent',
      'x-more': 'hush-header',
    };
    const event = { id: 'plain-id', type: 'hush.type', subject: 'hush-subject', payload: { password: 'hush-payload' } };
    const query = '?token=hush-query&source=hush-source';
    await postJson(subject.send, `/events${query}`, event, headers);
    await postJson(subject.send, `/events${query}`, { ...event, payload: 'hush-conflict' }, headers);
    await postJson(subject.send, `/events/batch${query}`, [event, 'hush-item'], headers);
    await subject.send('POST', `/events${query}`, {
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{"hush-broken',
    });
    await subject.send('GET', `/events/hush-path${query}`, { headers });
    await subject.send('GET', `/hush-route${query}`, { headers });
    await subject.send('GET', `/events?cursor=hush-cursor`, { headers: { ...headers, 'x-request-id': 'last-secret' } });
    await lineOf('last-secret');
    expect(log.lines.length).toBeGreaterThanOrEqual(7);
    expect(JSON.stringify(log.lines)).not.toContain('hush');
    expect(log.lines).toContainEqual(expect.objectContaining({ id: 'plain-id', outcome: 'conflict' }));
  });

  it('blanks credentials in whatever object it is given', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => lines.push(line) });
    const credentials = { authorization: 'hush', cookie: 'hush', 'x-api-key': 'hush', 'set-cookie': 'hush' };
    logger.info(credentials, 'flat');
    logger.info({ headers: credentials }, 'nested');
    logger.info({ request: { headers: credentials } }, 'deeper');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain('hush');
  });
});
