import { createClock, type Telemetry } from '@annals/domain';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Engine } from '../adapters/engine.js';
import { ids, sha256 } from '../adapters/platform.js';
import type { MetricsPage } from '../app-options.js';
import type { AccessOptions } from '../auth/access-options.js';
import { createApp } from '../create-app.js';
import { DocsModule } from '../docs/docs.module.js';
import { EventWorker } from '../worker/event-worker.js';
import { Drain } from './drain.js';
import { exchangeClasses } from './exchange-classes.js';
import { createHttpServer, defaultHttpLimits, type HttpLimits } from './http-server.js';

/** A server that listens. */
export interface RunningServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  /** Answers and records what is under way, then lets go of everything. Returns whether nothing had to be cut off. */
  stop(timeoutMs: number): Promise<boolean>;
}

/** What a server is started with. */
export interface ServeOptions {
  readonly engine: Omit<Engine, 'apiKeys'>;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** The figures of this process; without them there is no page of them. */
  readonly metricsPage?: MetricsPage;
  readonly access: AccessOptions;
  /** Whether this process records queued events; it does where absent. */
  readonly eventWorker?: boolean;
  readonly version: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly limits?: HttpLimits;
}

/** Serves the app on an address. Throws what the system says where it cannot be had. */
export async function serve(serving: ServeOptions): Promise<RunningServer> {
  const { engine, logger, telemetry, access, version, host, port, limits } = serving;
  const platform = { clock: createClock(), ids, sha256 };
  const options = {
    repository: engine.events,
    objects: engine.objects,
    queues: engine.queues,
    engine: engine.name,
    version,
    logger,
    telemetry,
    metricsPage: serving.metricsPage,
    access,
  };
  const app = await createApp({ ...options, ...platform }, [DocsModule]);
  const handler = app.getHttpAdapter().getInstance();
  const httpOptions = { limits: limits ?? defaultHttpLimits, ids, logger, telemetry };
  const server = createHttpServer(handler, { ...httpOptions, classes: exchangeClasses(handler) });
  const drain = new Drain(server);
  server.listen(port, host);
  await once(server, 'listening');
  const queue = (serving.eventWorker ?? true) ? engine.queues?.events : undefined;
  const worker = queue && EventWorker.start({ ...options, ...platform, queue, queueSystem: engine.queues?.system });
  return {
    url: urlOf(server, host),
    stop: async (timeoutMs) => {
      const [drained, recorded = true] = await Promise.all([drain.close(timeoutMs), worker?.stop(timeoutMs)]);
      await app.close();
      return drained && recorded;
    },
  };
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
