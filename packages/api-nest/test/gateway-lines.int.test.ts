import { createClock } from '@annals/domain';
import { attempt, event, InMemoryEventRepository, newYear2026Micros, RecordingTelemetry } from '@annals/domain/testing';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { ids, sha256 } from '../src/adapters/platform.js';
import { openToAll } from '../src/auth/access-options.js';
import { createApp } from '../src/create-app.js';
import { createLambdaHandler, type LambdaHandler } from '../src/lambda/lambda-handler.js';
import { httpApi, restApi } from './support/api-gateway.js';
import { maxAnswerBytes, testVersion } from './support/fixed-app.js';
import { LogSink, type LogLine } from './support/log-sink.js';

describe.each([restApi, httpApi])('a request through a $kind', (gateway) => {
  const log = new LogSink();
  const telemetry = new RecordingTelemetry();
  const repository = new InMemoryEventRepository();
  let handle: LambdaHandler;
  let counted: string[];
  beforeAll(async () => {
    await repository.append([attempt(event({ id: 'known' }))], newYear2026Micros);
    const platform = { clock: createClock(), ids, sha256, version: testVersion, engine: 'memory' };
    const options = { ...platform, logger: log.logger, telemetry, access: openToAll, maxAnswerBytes, repository };
    handle = createLambdaHandler(await createApp(options), log.logger);
    const count = telemetry.count.bind(telemetry);
    telemetry.count = (name, labels, by) => {
      if (name === 'annals_http_requests_total') counted.push(Object.values(labels).join(' '));
      count(name, labels, by);
    };
  });
  beforeEach(() => {
    counted = [];
    log.lines.length = 0;
    telemetry.spans.length = 0;
  });

  /** Answers a request; gives its status and the lines that were written by then. */
  async function answer(
    method: string,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<[number, readonly LogLine[]]> {
    const invocation = gateway.invocation(method, path, { headers: { 'x-request-id': 'this', ...headers } });
    const { status } = gateway.answer(await handle(invocation, {} as Context));
    return [status, [...log.lines]];
  }

  it.each<[string, string, number, Record<string, string>?]>([
    ['GET', '/events/known', 200],
    ['HEAD', '/events/known', 200],
    ['GET', '/events/none', 404],
    ['GET', '/events', 200, { accept: 'application/x-ndjson' }],
    ['GET', '/events/known', 304, { 'if-none-match': '*' }],
  ])(
    '%s %s is one line and counted once by the time it is answered, with %i',
    async (method, path, status, more = {}) => {
      const [answered, lines] = await answer(method, path, more);
      const route = path.startsWith('/events/') ? '/events/{id}' : '/events';
      const [span] = telemetry.spans.filter(({ kind }) => kind === 'server');
      expect([answered, lines]).toEqual([
        status,
        [expect.objectContaining({ level: 30, requestId: 'this', route, status, traceId: span!.traceId })],
      ]);
      expect(lines[0]).not.toHaveProperty('aborted');
      expect(counted).toEqual([`${route} ${method} ${status}`]);
      expect(span!.attributes).toMatchObject({ 'annals.request.id': 'this', 'url.path': path.split('?')[0] });
    },
  );

  it('that fails is one line with the fault and its cause', async () => {
    const find = repository.find.bind(repository);
    repository.find = () => Promise.reject(new Error('unforeseen', { cause: new Error('its cause') }));
    const [status, lines] = await answer('GET', '/events/known');
    repository.find = find;
    expect([status, lines]).toEqual([
      500,
      [
        expect.objectContaining({
          level: 50,
          requestId: 'this',
          status: 500,
          err: expect.objectContaining({ stack: expect.stringContaining('its cause') }),
        }),
      ],
    ]);
    expect(counted).toEqual(['/events/{id} GET 500']);
  });
});
