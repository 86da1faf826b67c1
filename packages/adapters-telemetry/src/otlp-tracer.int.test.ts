import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OtlpCollector, type CollectedSpan } from '../testing/otlp-collector.js';
import { readOtlpSettings } from './otlp-settings.js';
import { createOtlpTracer, type OtlpTracer } from './otlp-tracer.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

describe('spans over OTLP', () => {
  let collector: OtlpCollector;
  let faults: Error[];
  const own = process.env;
  beforeEach(async () => {
    collector = await OtlpCollector.listen();
    faults = [];
  });
  afterEach(async () => {
    process.env = own;
    await collector.close();
  });

  /** As a process of its own would be started. */
  function start(
    environment: Readonly<Record<string, string>> = {},
    onFault: (fault: Error) => void = (fault) => faults.push(fault),
  ): OtlpTracer {
    process.env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, ...environment };
    const settings = readOtlpSettings(process.env);
    if (!settings.ok || settings.value === undefined) throw new Error('the environment turns nothing on');
    return createOtlpTracer({ settings: settings.value, version: '1.2.3', onFault });
  }

  const find = (name: string): CollectedSpan => {
    const found = collector.spans.filter((span) => span.name === name);
    expect(found).toHaveLength(1);
    return found[0]!;
  };

  it('arrive with kinds, attributes and parents, those of another process included', async () => {
    const tracer = start();
    await tracer.inSpan('GET', { kind: 'server', traceparent }, async (span) => {
      span.rename('GET /events');
      span.set({ 'http.response.status_code': 200, absent: undefined });
      await tracer.inSpan('listEvents', {}, async () => {
        await Promise.resolve();
        await tracer.inSpan('SELECT events', { kind: 'client', attributes: { 'db.system.name': 'sqlite' } }, () =>
          Promise.resolve(),
        );
      });
      await tracer.inSpan('send events', { kind: 'producer', traceparent: 'nonsense' }, () => Promise.resolve());
    });
    await tracer.close(5_000);
    const [request, useCase] = [find('GET /events'), find('listEvents')];
    expect(request).toMatchObject({ kind: 'server', traceId, parentSpanId: '00f067aa0ba902b7', status: 0 });
    expect(request.attributes).toEqual({ 'http.response.status_code': 200 });
    expect(useCase).toMatchObject({ kind: 'internal', traceId, parentSpanId: request.spanId });
    expect(find('SELECT events')).toMatchObject({
      kind: 'client',
      traceId,
      parentSpanId: useCase.spanId,
      attributes: { 'db.system.name': 'sqlite' },
    });
    expect(find('send events')).toMatchObject({ kind: 'producer', parentSpanId: request.spanId });
    expect(faults).toEqual([]);
  });

  it('say what runs, as the standard variables have it', async () => {
    const tracer = start({
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.namespace=shop',
      OTEL_SERVICE_NAME: 'annals-eu',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20hush',
    });
    await tracer.inSpan('one', {}, () => Promise.resolve());
    await tracer.close(5_000);
    expect(find('one').resource).toMatchObject({
      'service.name': 'annals-eu',
      'service.version': '1.2.3',
      'service.namespace': 'shop',
      'deployment.environment.name': 'test',
      'service.instance.id': expect.any(String),
      'telemetry.sdk.language': 'nodejs',
    });
    expect(collector.requests).toMatchObject([{ ':path': '/v1/traces', authorization: 'Bearer hush' }]);
  });

  it('are called annals where nobody says otherwise', async () => {
    const tracer = start();
    await tracer.inSpan('one', {}, () => Promise.resolve());
    await tracer.close(5_000);
    expect(find('one').resource).toMatchObject({ 'service.name': 'annals' });
  });

  it('tell what they failed with', async () => {
    const tracer = start();
    await expect(tracer.inSpan('throws', {}, () => Promise.reject(new RangeError('too far')))).rejects.toThrow(
      'too far',
    );
    await tracer.inSpan('is told', {}, (span) => {
      span.fail('503');
      return Promise.resolve();
    });
    await tracer.close(5_000);
    expect(find('throws')).toMatchObject({
      status: 2,
      attributes: { 'error.type': 'RangeError' },
      events: [{ 'exception.type': 'RangeError', 'exception.message': 'too far' }],
    });
    expect(find('is told')).toMatchObject({ status: 2, attributes: { 'error.type': '503' }, events: [] });
  });

  it('are current for what their work calls, and for nothing else', async () => {
    const tracer = start();
    expect(tracer.current()).toBeUndefined();
    await tracer.inSpan('one', { traceparent }, () => {
      const { spanId } = tracer.current()!;
      expect(tracer.current()).toEqual({ traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` });
      return Promise.resolve();
    });
    expect(tracer.current()).toBeUndefined();
    await tracer.close(5_000);
  });

  it('are not sent where the sender or the sampler says so, and still carry the trace on', async () => {
    const tracer = start();
    await tracer.inSpan('unsampled', { traceparent: traceparent.replace(/01$/, '00') }, () => {
      expect(tracer.current()).toMatchObject({ traceId, traceparent: expect.stringMatching(/-00$/) });
      return Promise.resolve();
    });
    await tracer.inSpan('sampled', {}, () => Promise.resolve());
    await tracer.close(5_000);
    expect(collector.spans.map(({ name }) => name)).toEqual(['sampled']);
    const silent = start({ OTEL_TRACES_SAMPLER: 'always_off' });
    await silent.inSpan('never', { traceparent }, () => Promise.resolve());
    await silent.close(5_000);
    expect(collector.spans).toHaveLength(1);
  });

  it.each([
    ['traceidratio', '0', 0],
    ['traceidratio', '1', 1],
    ['parentbased_traceidratio', '0', 0],
    ['parentbased_always_off', '1', 0],
    ['always_on', '0', 1],
  ])('are sampled by %s of %s', async (sampler, ratio, sent) => {
    const tracer = start({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: ratio });
    await tracer.inSpan('maybe', {}, () => Promise.resolve());
    await tracer.close(5_000);
    expect(collector.spans).toHaveLength(sent);
  });

  it('are lost without harm where the collector takes none, and one fault says so', async () => {
    collector.status = 400;
    const tracer = start();
    for (let index = 0; index < 3; index++) expect(await tracer.inSpan('lost', {}, () => Promise.resolve(1))).toBe(1);
    await tracer.close(5_000);
    expect(faults.map(({ message }) => message)).toEqual(['the collector did not take 3 spans']);
  });

  it('are lost where they end faster than they can be sent, and one fault says so', async () => {
    const queue = { OTEL_BSP_MAX_QUEUE_SIZE: '4', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4' };
    const tracer: OtlpTracer = start(queue, (fault) => faults.push(Object.assign(fault, { span: tracer.current() })));
    await Promise.all(Array.from({ length: 20 }, () => tracer.inSpan('many', {}, () => Promise.resolve())));
    await tracer.close(5_000);
    expect(collector.spans).toHaveLength(8);
    expect(faults).toMatchObject([
      {
        message: 'the collector did not take 1 spans',
        cause: new Error('the queue of spans is full'),
        span: undefined,
      },
    ]);
  });

  it('are lost outside of every span, which a line of the log about it would else be taken for a part of', async () => {
    collector.status = 400;
    const { promise: told, resolve } = Promise.withResolvers<unknown>();
    const tracer: OtlpTracer = start({ OTEL_BSP_SCHEDULE_DELAY: '1' }, () => resolve(tracer.current() ?? 'no span'));
    await tracer.inSpan('around', {}, async () => {
      await tracer.inSpan('lost', {}, () => Promise.resolve());
      expect(await told).toBe('no span');
    });
    await tracer.close(5_000);
  });

  it('do not keep a process that ends, where nobody listens', async () => {
    const tracer = start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_TIMEOUT: '50' });
    await tracer.inSpan('lost', {}, () => Promise.resolve());
    await tracer.close(1);
    expect(collector.spans).toEqual([]);
  });
});
