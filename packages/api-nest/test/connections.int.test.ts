import { RecordingTelemetry } from '@annals/domain/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EndlessRepository } from './support/endless-repository.js';
import { openLocal, type LocalOptions, type LocalSubject } from './support/local-subject.js';
import { LogSink } from './support/log-sink.js';
import { RawConnection, rawProblem } from './support/raw-connection.js';

const MiB = 1024 * 1024;
/** The lines of a request without its body, to be followed by it. */
const post = (path: string, ...headers: readonly string[]) => [
  `POST ${path} HTTP/1.1`,
  'Host: localhost',
  ...headers,
  '',
];
const event = '{"id":"1","type":"t","payload":1}';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function open(options?: LocalOptions): Promise<LocalSubject> {
  const subject = await openLocal(options);
  opened.push(subject);
  return subject;
}

async function connect({ port }: LocalSubject): Promise<RawConnection> {
  const connection = await RawConnection.open(port);
  opened.push(connection);
  return connection;
}

describe('bodies over the limit', () => {
  it('are refused by their Content-Length, before any of them arrives', async () => {
    const connection = await connect(await open());
    connection.send(...post('/events', 'Content-Type: application/json', `Content-Length: ${1024 * MiB}`), '');
    const received = await connection.until(/\r\n\r\n.*\}$/s);
    expect(rawProblem(received)).toMatchObject({ status: 413, type: '/problems/too-large' });
    expect(received).toMatch(/^connection: close\r$/im);
  });

  it('are refused while they arrive in chunks, once they are over it', async () => {
    const connection = await connect(await open());
    connection.send(...post('/events', 'Content-Type: application/json', 'Transfer-Encoding: chunked'), '');
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    for (let sent = 0; sent < 16; sent++) connection.send(chunk);
    expect(connection.received).toBe('');
    connection.send(chunk);
    expect(rawProblem(await connection.until(/\r\n\r\n.*\}$/s))).toMatchObject({ status: 413 });
  });

  it('get their answer even to a client that sends all of them first', async () => {
    const { url } = await open();
    for (let attempt = 0; attempt < 10; attempt++) {
      const answer = await fetch(`${url}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new Uint8Array(3 * MiB),
      });
      expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([413, '/problems/too-large']);
    }
  });

  it('are not read to their end for an address that takes none', async () => {
    const connection = await connect(await open());
    connection.send(...post('/nothing', `Content-Length: ${1024 * MiB}`), '');
    const received = await connection.until(/\r\n\r\n.*\}$/s);
    expect(rawProblem(received)).toMatchObject({ status: 404 });
    expect(received).toMatch(/^connection: close\r$/im);
  });

  it('that are small and unread leave the connection open', async () => {
    const connection = await connect(await open());
    connection.send(...post('/events', 'Content-Type: text/plain', 'Content-Length: 5'), 'hello');
    await connection.until(/\r\n\r\n.*\}$/s);
    connection.send('GET /health HTTP/1.1', 'Host: localhost', 'Connection: close', '', '');
    expect(await connection.untilClosed()).toMatch(/HTTP\/1\.1 415 .*HTTP\/1\.1 200 /s);
  });
});

describe('a client that waits for 100 Continue', () => {
  it('is told to go on where the body is wanted', async () => {
    const connection = await connect(await open());
    connection.send(
      ...post('/events', 'Content-Type: application/json', `Content-Length: ${event.length}`, 'Expect: 100-continue'),
      '',
    );
    expect(await connection.until(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    connection.send(event);
    expect(await connection.until(/\}$/)).toContain('HTTP/1.1 201 Created');
  });

  it.each([
    ['413', 'Content-Type: application/json', `Content-Length: ${8 * MiB}`],
    ['415', 'Content-Type: text/plain', 'Content-Length: 10'],
  ])('gets its %s at once where it is not', async (status, ...headers) => {
    const connection = await connect(await open());
    connection.send(...post('/events', ...headers, 'Expect: 100-continue'), '');
    expect(await connection.until(/\}$/)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

describe('what is no proper request', () => {
  it('gets 431 where the header is over the limit', async () => {
    const connection = await connect(await open());
    connection.send('GET /health HTTP/1.1', 'Host: localhost', `X-Large: ${'x'.repeat(64 * 1024)}`, '', '');
    expect(rawProblem(await connection.untilClosed())).toMatchObject({
      status: 431,
      type: '/problems/headers-too-large',
    });
  });

  it.each([
    ['text that is no HTTP', ['hello', '', '']],
    ['a request without a Host', ['GET /health HTTP/1.1', '', '']],
    ['two lengths', post('/events', 'Content-Length: 1', 'Content-Length: 2')],
    ['a length and chunks', post('/events', 'Content-Length: 1', 'Transfer-Encoding: chunked')],
    [
      'a chunk without a size',
      [...post('/events', 'Content-Type: application/json', 'Transfer-Encoding: chunked'), 'zz'],
    ],
  ])('gets 400: %s', async (_what, lines) => {
    const connection = await connect(await open());
    connection.send(...lines, '');
    expect(rawProblem(await connection.untilClosed())).toMatchObject({ status: 400, type: '/problems/bad-request' });
  });
});

describe('a request for a tunnel', () => {
  it('is refused, counted and logged, and the connection is closed', async () => {
    const log = new LogSink();
    const telemetry = new RecordingTelemetry();
    const connection = await connect(await open({ logger: log.logger, app: { telemetry } }));
    connection.send('CONNECT example.org:443 HTTP/1.1', 'Host: example.org:443', '', '');
    const { status, type, requestId } = rawProblem(await connection.untilClosed());
    expect([status, type]).toEqual([400, '/problems/bad-request']);
    expect(await log.until(({ msg }) => msg === 'request refused')).toMatchObject({ requestId, status: 400 });
    const labels = { route: 'unmatched', method: 'CONNECT', status: '400' };
    expect(telemetry.counter('annals_http_requests_total', labels)).toBe(1);
  });
});

describe('a client that is too slow', () => {
  const limits = { headersTimeoutMs: 100, bodyTimeoutMs: 200, keepAliveTimeoutMs: 100, checkIntervalMs: 20 };

  it('gets 408 while it sends its header', async () => {
    const connection = await connect(await open({ limits }));
    connection.send('GET /health HTTP/1.1', 'Host:');
    expect(rawProblem(await connection.untilClosed())).toMatchObject({
      status: 408,
      type: '/problems/request-timeout',
    });
  });

  it('gets 408 while it sends its body, and nothing is recorded', async () => {
    const subject = await open({ limits });
    const connection = await connect(subject);
    connection.send(
      ...post('/events', 'Content-Type: application/json', `Content-Length: ${event.length}`),
      event.slice(0, -1),
    );
    expect(rawProblem(await connection.untilClosed())).toMatchObject({ status: 408 });
    expect((await subject.send('GET', '/events/1')).status).toBe(404);
  });

  it('is disconnected between two requests', async () => {
    const connection = await connect(await open({ limits }));
    connection.send('GET /health HTTP/1.1', 'Host: localhost', '', '');
    expect(await connection.untilClosed()).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('is disconnected while it does not read its answer', async () => {
    const log = new LogSink();
    const subject = await open({
      repository: new EndlessRepository(),
      logger: log.logger,
      limits: { idleTimeoutMs: 200 },
    });
    const connection = await connect(subject);
    connection.send('GET /events HTTP/1.1', 'Host: localhost', 'Accept: application/x-ndjson', '', '');
    await connection.until(/\r\n\r\n/);
    connection.socket.pause();
    expect(await log.until(({ aborted }) => aborted === true)).toMatchObject({ route: '/events', status: 200 });
  });
});

describe('a client that leaves', () => {
  it('while it sends its body harms nobody, and nothing is recorded', async () => {
    const log = new LogSink();
    const subject = await open({ logger: log.logger });
    const connection = await connect(subject);
    connection.send(...post('/events', 'Content-Type: application/json', 'Content-Length: 1000'), event);
    connection.close();
    expect(await log.until(({ route }) => route === '/events')).toMatchObject({ status: 499, aborted: true });
    expect((await subject.send('GET', '/events/1')).status).toBe(404);
  });

  it('ends the stream that it was reading', async () => {
    const repository = new EndlessRepository();
    const log = new LogSink();
    const subject = await open({ repository, logger: log.logger });
    const connection = await connect(subject);
    connection.send('GET /events HTTP/1.1', 'Host: localhost', 'Accept: application/x-ndjson', '', '');
    await connection.until(/"id"/);
    connection.close();
    await log.until(({ aborted }) => aborted === true);
    const { pages } = repository;
    for (let turn = 0; turn < 20; turn++) await subject.send('GET', '/health');
    expect(repository.pages).toBe(pages);
  });
});

describe('a stream of lines', () => {
  it('waits for a client that does not read on', async () => {
    const repository = new EndlessRepository();
    const subject = await open({ repository });
    const connection = await connect(subject);
    connection.send('GET /events HTTP/1.1', 'Host: localhost', 'Accept: application/x-ndjson', '', '');
    await connection.until(/"id"/);
    connection.socket.pause();
    for (let turn = 0; turn < 200; turn++) await subject.send('GET', '/health');
    // The system's buffers take some megabytes of lines, of which a page has one.
    expect(repository.pages).toBeLessThan(64);
  });

  it('breaks off where the engine fails in its midst, so that nobody takes it for the end', async () => {
    const repository = new EndlessRepository(3);
    const connection = await connect(await open({ repository }));
    connection.send('GET /events HTTP/1.1', 'Host: localhost', 'Accept: application/x-ndjson', '', '');
    const received = await connection.untilClosed();
    expect(received).toMatch(/^HTTP\/1\.1 200 .*"id"/s);
    expect(received.endsWith('0\r\n\r\n')).toBe(false);
  });
});

describe('requests on one connection', () => {
  it('are answered in their order', async () => {
    const connection = await connect(await open());
    const get = (path: string, close: string) =>
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: ${close}\r\n\r\n`;
    connection.send(get('/health', 'keep-alive') + get('/nothing', 'keep-alive') + get('/', 'close'));
    const received = await connection.untilClosed();
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
  });
  it('get no refusal in the place of an answer that is under way', async () => {
    const connection = await connect(await open());
    const head = post('/events', 'Content-Type: application/json', `Content-Length: ${event.length}`);
    connection.send(...head, `${event}no request at all`, '', '');
    expect(await connection.untilClosed()).toMatch(/^HTTP\/1\.1 201 /);
  });
});

describe('a line that is not UTF-8', () => {
  it('fails no other', async () => {
    const { port } = await open();
    const body = Buffer.concat([Buffer.from(`${event}\n{"id":"`), Buffer.of(0xff), Buffer.from('"}\n')]);
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await fetch(`http://127.0.0.1:${port}/events/batch`, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({
      results: [{ status: 'recorded' }, { status: 'invalid', errors: [{ pointer: '#', detail: 'is not UTF-8' }] }],
    });
  });
});
