import { noTelemetry } from '@annals/domain';
import { InMemoryEventRepository } from '@annals/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openToAll } from '../src/auth/access-options.js';
import { serve, type RunningServer } from '../src/server/serve.js';
import { LogSink } from './support/log-sink.js';

describe('the page that describes the API', () => {
  let server: RunningServer;
  beforeAll(async () => {
    const engine = {
      name: 'memory',
      place: 'memory',
      events: new InMemoryEventRepository(),
      close: () => Promise.resolve(),
    };
    server = await serve({
      engine,
      logger: new LogSink().logger,
      telemetry: noTelemetry,
      access: openToAll,
      version: '0',
      host: '127.0.0.1',
      port: 0,
    });
  });
  afterAll(() => server.stop(60_000));

  it('asks for nothing but what this server has', async () => {
    const answer = await fetch(`${server.url}/docs`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    const page = await answer.text();
    const asked = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    for (const address of asked.filter((each) => !each.startsWith('data:'))) {
      const file = await fetch(new URL(address, `${server.url}/docs`));
      const type = address.endsWith('.css') ? 'text/css' : 'text/javascript';
      expect([address, file.status, file.headers.get('content-type')]).toEqual([
        address,
        200,
        `${type}; charset=utf-8`,
      ]);
    }
    expect(asked).toContain('docs/swagger-ui-bundle.js');
  });

  it('is started on the description that is served beside it', async () => {
    const script = await (await fetch(`${server.url}/docs/start.js`)).text();
    const address = /url: '([^']+)'/.exec(script)![1]!;
    const document = await fetch(new URL(address, `${server.url}/docs`));
    expect((await document.json()) as object).toMatchObject({ openapi: '3.1.0', info: { title: 'Annals' } });
  });

  it.each(['index.html', 'package.json', '..%2Fpackage.json', 'constructor', '__proto__'])(
    'has no file %s',
    async (file) => {
      expect((await fetch(`${server.url}/docs/${file}`)).status).toBe(404);
    },
  );
});
