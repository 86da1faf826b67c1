import { noTelemetry } from '@annals/domain';
import { InMemoryEventRepository } from '@annals/domain/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openToAll } from '../src/auth/access-options.js';
import { serve, type RunningServer } from '../src/server/serve.js';
import { EndlessRepository } from './support/endless-repository.js';
import { LogSink } from './support/log-sink.js';
import { RawConnection } from './support/raw-connection.js';

/** Answers no look-up before it is told to, and tells when it is asked. */
class GatedRepository extends InMemoryEventRepository {
  readonly asked = Promise.withResolvers<undefined>();
  readonly gate = Promise.withResolvers<undefined>();

  override async find(): Promise<undefined> {
    this.asked.resolve(undefined);
    return this.gate.promise;
  }
}

const opened: RawConnection[] = [];
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close();
});

async function start(
  events: InMemoryEventRepository,
): Promise<{ server: RunningServer; connect: () => Promise<RawConnection> }> {
  const engine = { name: 'memory', place: 'memory', events, close: () => Promise.resolve() };
  const server = await serve({
    engine,
    logger: new LogSink().logger,
    telemetry: noTelemetry,
    access: openToAll,
    version: '0',
    host: '127.0.0.1',
    port: 0,
  });
  const connect = async () => {
    const connection = await RawConnection.open(Number(new URL(server.url).port));
    opened.push(connection);
    return connection;
  };
  return { server, connect };
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const minute = 60_000;

describe('a server that is told to stop', () => {
  it('answers what is under way, closes every connection, and takes no other', async () => {
    const events = new GatedRepository();
    const { server, connect } = await start(events);
    const [idle, busy] = [await connect(), await connect()];
    idle.send(get('/health'));
    await idle.until(/\}$/);
    busy.send(get('/events/1'));
    await events.asked.promise;

    const stopped = server.stop(minute);
    await idle.untilClosed();
    await expect(connect()).rejects.toThrow('ECONNREFUSED');
    expect(busy.received).toBe('');
    events.gate.resolve(undefined);
    const received = await busy.untilClosed();
    expect(received).toMatch(/^HTTP\/1\.1 404 .*^connection: close\r$.*\}$/ims);
    expect(await stopped).toBe(true);
  });

  it('lets a stream that has begun go on to its end', async () => {
    const { server, connect } = await start(new EndlessRepository(20));
    const stream = await connect();
    stream.send('GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n');
    await stream.until(/"id"/);
    const stopped = server.stop(minute);
    await stream.untilClosed();
    expect(await stopped).toBe(true);
  });

  it('cuts off what takes too long, and says so', async () => {
    const events = new GatedRepository();
    const { server, connect } = await start(events);
    const busy = await connect();
    busy.send(get('/events/1'));
    await events.asked.promise;
    expect(await server.stop(50)).toBe(false);
    expect(await busy.untilClosed()).toBe('');
  });
});

describe('a server that is started', () => {
  it('says where it listens, also on IPv6', async () => {
    const engine = {
      name: 'memory',
      place: 'memory',
      events: new InMemoryEventRepository(),
      close: () => Promise.resolve(),
    };
    const server = await serve({
      engine,
      logger: new LogSink().logger,
      telemetry: noTelemetry,
      access: openToAll,
      version: '0',
      host: '::1',
      port: 0,
    });
    expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    expect(await server.stop(minute)).toBe(true);
  });

  it('throws what the system says where the port is taken', async () => {
    const { server } = await start(new InMemoryEventRepository());
    const engine = {
      name: 'memory',
      place: 'memory',
      events: new InMemoryEventRepository(),
      close: () => Promise.resolve(),
    };
    const port = Number(new URL(server.url).port);
    const second = serve({
      engine,
      logger: new LogSink().logger,
      telemetry: noTelemetry,
      access: openToAll,
      version: '0',
      host: '127.0.0.1',
      port,
    });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await server.stop(minute);
  });
});
