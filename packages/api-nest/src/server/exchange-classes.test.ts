import { describe, expect, it } from '@jest/globals';
import express, { type Express, type Request, type Response } from 'express';
import { once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exchangeClasses } from './exchange-classes.js';

/** Sends one request to an app, made with its classes. */
async function ask(app: Express, path: string, headers: Record<string, string> = {}): Promise<unknown> {
  const server = createServer(exchangeClasses(app), app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers });
  const body: unknown = await answer.json();
  server.closeAllConnections();
  server.close();
  return body;
}

const prototypesOf = (value: object): readonly unknown[] => {
  const above: unknown = Object.getPrototypeOf(value);
  return above === null ? [] : [above, ...prototypesOf(above as object)];
};

describe('requests and answers of an app', () => {
  it('have from the start the prototypes that Express gives them', () => {
    const app = express();
    const { IncomingMessage: AppRequest, ServerResponse: AppResponse } = exchangeClasses(app);
    const isThat = [
      app.request === AppRequest!.prototype,
      app.response === AppResponse!.prototype,
      ...[express.request, IncomingMessage.prototype].map((above) => prototypesOf(app.request).includes(above)),
      ...[express.response, ServerResponse.prototype].map((above) => prototypesOf(app.response).includes(above)),
    ];
    expect(isThat).toEqual([true, true, true, true, true, true]);
  });

  it('know their own app, beside another in the same process, and its trust in proxies', async () => {
    const apps = [express(), express().set('trust proxy', 'loopback')].map((app, index) =>
      app.get('/', (request: Request, response: Response) => {
        const isOwn =
          request.app === app && response.app === app && request.res === response && response.req === request;
        response.json([index, isOwn, request.ip, request.protocol]);
      }),
    );
    const headers = { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https' };
    expect(await Promise.all(apps.map((app) => ask(app, '/', headers)))).toEqual([
      [0, true, '127.0.0.1', 'http'],
      [1, true, '192.0.2.1', 'https'],
    ]);
  });

  it('know the app that is mounted while it has them, and theirs again behind it', async () => {
    const [app, inner] = [express(), express()];
    const seen: unknown[] = [];
    inner.use((request, response, next) => {
      seen.push(request.app === inner, response.app === inner, typeof response.json);
      next();
    });
    app.use('/inner', inner);
    app.use((request, response) => void response.json([...seen, request.app === app, response.app === app]));
    expect(await ask(app, '/inner/path')).toEqual([true, true, 'function', true, true]);
  });
});
