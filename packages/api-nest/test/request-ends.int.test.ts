import { EngineUnavailable } from '@annals/domain';
import { InMemoryEventRepository, RecordingTelemetry } from '@annals/domain/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EndlessRepository } from './support/endless-repository.js';
import { openLocal, type LocalOptions, type LocalSubject } from './support/local-subject.js';
import { LogSink } from './support/log-sink.js';
import { RawConnection } from './support/raw-connection.js';

const get = (path: string, ...headers: readonly string[]) =>
  [`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n');
const lines = get('/events', 'Accept: application/x-ndjson');
const startOfBody = ['POST /events HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];

let telemetry: RecordingTelemetry;
let log: LogSink;
let counted: string[];
const opened: { close(): unknown }[] = [];
beforeEach(() => {
  telemetry = new RecordingTelemetry();
  log = new LogSink();
  counted = [];
  const count = telemetry.count.bind(telemetry);
  telemetry.count = (name, labels, by) => {
    if (name === 'annals_http_requests_total') counted.push(Object.values(labels).join(' '));
    count(name, labels, by);
  };
});
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function connect(options: LocalOptions = {}): Promise<{ subject: LocalSubject; connection: RawConnection }> {
  const subject = await openLocal({ ...options, logger: log.logger, app: { telemetry } });
  const connection = await RawConnection.open(subject.port);
  opened.push(subject, connection);
  return { subject, connection };
}

/** The lines of requests, after one more was answered. */
async function linesAfter(subject: LocalSubject): Promise<readonly object[]> {
  await subject.send('GET', '/health', { headers: { 'x-request-id': 'last' } });
  await log.until(({ requestId }) => requestId === 'last');
  return log.lines.filter(({ level, route }) => Number(level) >= 30 && route !== '/health');
}

/** An engine that answers once it is told to. */
function waitingRepository() {
  const [asked, answer] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const repository = new InMemoryEventRepository();
  repository.find = () => {
    asked.resolve(undefined);
    return answer.promise;
  };
  return { repository, asked: asked.promise, fail: answer.reject };
}

describe('a request', () => {
  it('whose stream fails in its midst is one line with the fault, and fails its span', async () => {
    const { subject, connection } = await connect({ repository: new EndlessRepository(3) });
    connection.send(lines);
    await connection.untilClosed();
    expect(await linesAfter(subject)).toEqual([
      expect.objectContaining({
        level: 50,
        route: '/events',
        status: 200,
        aborted: true,
        traceId: expect.any(String),
        err: expect.objectContaining({ type: 'EngineUnavailable', stack: expect.stringContaining('gone') }),
      }),
    ]);
    expect(telemetry.named('GET /events')).toEqual([
      expect.objectContaining({ hasEnded: true, error: expect.any(EngineUnavailable) }),
    ]);
    expect(counted).toEqual(['/events GET 200', '/health GET 200']);
  });

  it('whose client leaves in the midst of a stream is one line without a fault', async () => {
    const { subject, connection } = await connect({ repository: new EndlessRepository() });
    connection.send(lines);
    await connection.until(/"id"/);
    connection.socket.resetAndDestroy();
    await log.until(({ aborted }) => aborted === true);
    const [line, ...more] = await linesAfter(subject);
    expect(line).toMatchObject({ level: 30, status: 200 });
    expect(line).not.toHaveProperty('err');
    expect(more).toEqual([]);
    expect(telemetry.named('GET /events')[0]!.error).toBeUndefined();
  });

  it('that fails after its client left is one line of 499, and the fault another', async () => {
    const { repository, asked, fail } = waitingRepository();
    const { subject, connection } = await connect({ repository });
    connection.send(get('/events/a', 'X-Request-Id: left'));
    await asked;
    connection.close();
    await log.until(({ status }) => status === 499);
    fail(new EngineUnavailable('memory', 1, { cause: new Error('away') }));
    await log.until(({ level }) => level === 50);
    const { traceId, spanId } = telemetry.named('GET /events/{id}')[0]!;
    expect(await linesAfter(subject)).toEqual([
      expect.objectContaining({ requestId: 'left', level: 30, status: 499, aborted: true, traceId, spanId }),
      {
        requestId: 'left',
        level: 50,
        time: expect.any(Number),
        msg: 'a request failed that nobody waited for',
        err: expect.objectContaining({ stack: expect.stringContaining('away') }),
      },
    ]);
    expect(counted).toEqual(['/events/{id} GET 499', '/health GET 200']);
  });

  it.each([
    ['client leaves', 499, ['Content-Length: 9', '', '{'], {}],
    ['chunk has no size', 400, ['Transfer-Encoding: chunked', '', 'zz', ''], {}],
    ['body takes too long', 408, ['Content-Length: 9', '', '{'], { bodyTimeoutMs: 50 }],
  ])('whose %s before it is whole is one line and counted once, as %i', async (_what, status, rest, limits) => {
    const { subject, connection } = await connect({ limits });
    connection.send([...startOfBody, 'X-Request-Id: part', ...rest].join('\r\n'));
    if (status === 499) {
      while (telemetry.named('POST').length === 0) await subject.send('GET', '/health');
      connection.close();
    } else
      expect(await connection.untilClosed()).toMatch(new RegExp(`^HTTP/1.1 ${status} .*X-Request-Id: part\\r\\n`, 's'));
    await log.until(({ requestId }) => requestId === 'part');
    expect(await linesAfter(subject)).toEqual([
      expect.objectContaining({ level: 30, requestId: 'part', route: '/events', status }),
    ]);
    expect(counted.filter((labels) => labels !== '/health GET 200')).toEqual([`/events POST ${status}`]);
  });

  it('that is refused before its body came, and whose client leaves with the answer, was answered whole', async () => {
    const { subject, connection } = await connect();
    connection.send([...startOfBody, 'Content-Length: 99999999', '', ''].join('\r\n'));
    await connection.until(/\}$/);
    connection.close();
    const line = await log.until(({ status }) => status === 413);
    expect(line).not.toHaveProperty('aborted');
    expect(await linesAfter(subject)).toEqual([line]);
    expect(telemetry.named('POST /events')[0]!.attributes).not.toHaveProperty('annals.request.aborted');
    expect(counted).toEqual(['/events POST 413', '/health GET 200']);
  });

  it('is one line each where several come at once and their client leaves during the first', async () => {
    const { repository, asked } = waitingRepository();
    const { subject, connection } = await connect({ repository });
    connection.send(get('/events/a') + get('/') + get('/events/b'));
    await asked;
    connection.close();
    const left = () => counted.filter((labels) => labels !== '/health GET 200');
    while (left().length < 3) await subject.send('GET', '/health');
    expect((await linesAfter(subject)).map((line) => (line as { status: unknown }).status)).toEqual([499, 200, 499]);
    expect(left().sort()).toEqual(['/ GET 200', '/events/{id} GET 499', '/events/{id} GET 499']);
  });
});
