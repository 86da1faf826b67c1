import { noTelemetry, type EventRepository } from '@annals/domain';
import { InMemoryEventRepository, newYear2026Micros } from '@annals/domain/testing';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino, type Logger } from 'pino';
import { ids, sha256 } from '../../src/adapters/platform.js';
import { openToAll } from '../../src/auth/access-options.js';
import { createApp, type AppOptions } from '../../src/create-app.js';
import { exchangeClasses } from '../../src/server/exchange-classes.js';
import { createHttpServer, defaultHttpLimits, type HttpLimits } from '../../src/server/http-server.js';
import type { HttpSubject, Send } from './http-subject.js';

/** A subject on a real socket of this machine. */
export interface LocalSubject extends HttpSubject {
  readonly port: number;
  readonly url: string;
}

/** What a local subject may be given. */
export interface LocalOptions {
  readonly repository?: EventRepository;
  readonly limits?: Partial<HttpLimits>;
  readonly logger?: Logger;
  readonly app?: Partial<AppOptions>;
}

/** Serves the app on a free port, on an in-memory engine unless another is given. */
export async function openLocal({
  repository,
  limits,
  logger,
  app: options,
}: LocalOptions = {}): Promise<LocalSubject> {
  const log = logger ?? pino({ level: 'silent' });
  const app = await createApp({
    repository: repository ?? new InMemoryEventRepository(),
    clock: { nowMicros: () => newYear2026Micros },
    ids,
    sha256,
    engine: 'memory',
    version: '0.0.0-test',
    logger: log,
    access: openToAll,
    telemetry: noTelemetry,
    ...options,
  });
  const handler = app.getHttpAdapter().getInstance();
  const server = createHttpServer(handler, {
    classes: exchangeClasses(handler),
    limits: { ...defaultHttpLimits, ...limits },
    ids,
    logger: log,
    telemetry: options?.telemetry ?? noTelemetry,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    send: sendTo(port, agent),
    close: async () => {
      agent.destroy();
      server.close();
      server.closeAllConnections();
      await app.close();
    },
  };
}

function sendTo(port: number, agent: Agent): Send {
  return async (method, path, { headers, body } = {}) => {
    const outgoing = request({ host: '127.0.0.1', port, agent, method, path, headers: headers ?? {} });
    if (body !== undefined && headers?.['transfer-encoding'] === undefined)
      outgoing.setHeader('content-length', Buffer.byteLength(body));
    outgoing.end(body);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: incoming.statusCode!, headers: incoming.headers, body: await text(incoming) };
  };
}
