import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { XRayDaemon, type SegmentDocument } from '../../testing/x-ray-daemon.js';
import type { XRayTracer } from './x-ray-tracer.js';

const root = '1-5759e988-bd862e3fe1be46a994272793';
const traceId = '5759e988bd862e3fe1be46a994272793';
const header = `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`;
const otherTraceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const otherTraceparent = `00-${otherTraceId}-00f067aa0ba902b7-01`;
const otherRoot = '1-4bf92f35-77b34da6a3ce929d0e0e4736';

describe('spans for X-Ray', () => {
  let daemon: XRayDaemon;
  let tracer: XRayTracer;
  beforeAll(async () => {
    daemon = await XRayDaemon.listen();
    // The SDK reads it when it is loaded, and never again.
    process.env['AWS_XRAY_DAEMON_ADDRESS'] = daemon.address;
    const { createXRayTracer } = await import('./x-ray-tracer.js');
    tracer = createXRayTracer('annals-dev-api');
  });
  beforeEach(() => {
    daemon.documents.length = 0;
    daemon.packetBytes.length = 0;
  });
  afterAll(() => daemon.close());

  const arrived = (count: number): Promise<readonly SegmentDocument[]> =>
    daemon.until((documents) => (documents.length >= count ? documents : undefined));
  const named = (name: string): SegmentDocument => daemon.documents.find((document) => document.name === name)!;

  it("belong to the invocation's segment, each to the one that it began in", async () => {
    await tracer.invocation(header, () =>
      tracer.inSpan('GET', { kind: 'server', attributes: { 'http.request.method': 'GET' } }, async (span) => {
        span.rename('GET /events/{id}');
        await tracer.inSpan('findEvent', {}, async () => {
          await Promise.resolve();
          const attributes = {
            'rpc.system.name': 'aws-api',
            'rpc.method': 'DynamoDB/GetItem',
            'cloud.region': 'eu-central-1',
            'db.system.name': 'aws.dynamodb',
            'db.collection.name': 'annals-dev',
          };
          await tracer.inSpan('DynamoDB.GetItem', { kind: 'client', attributes }, (call) => {
            call.set({ 'aws.request_id': 'r-1', 'http.response.status_code': 200, 'http.request.resend_count': 1 });
            return Promise.resolve();
          });
        });
        span.set({
          'url.scheme': 'https',
          'url.path': '/events/a',
          'server.address': 'api.example',
          'user_agent.original': 'a-client/1.0',
          'http.route': '/events/{id}',
          'http.response.status_code': 200,
          'annals.request.id': 'request-1',
        });
      }),
    );
    await arrived(3);
    const [request, useCase, call] = [named('GET /events/:id'), named('findEvent'), named('DynamoDB')];
    for (const document of [request, useCase, call])
      expect(document).toMatchObject({
        trace_id: root,
        type: 'subsegment',
        start_time: expect.any(Number),
        end_time: expect.any(Number),
      });
    expect(request).toMatchObject({
      parent_id: '53995c3f42cd8ad8',
      http: {
        request: { method: 'GET', url: 'https://api.example/events/a', user_agent: 'a-client/1.0' },
        response: { status: 200 },
      },
      annotations: { annals_request_id: 'request-1' },
    });
    expect(useCase.parent_id).toBe(request.id);
    expect(call).toMatchObject({
      parent_id: useCase.id,
      namespace: 'aws',
      aws: {
        operation: 'GetItem',
        region: 'eu-central-1',
        table_name: 'annals-dev',
        request_id: 'r-1',
        retries: 1,
      },
      http: { response: { status: 200 } },
      metadata: { default: { 'db.system.name': 'aws.dynamodb' } },
    });
    expect(JSON.stringify(daemon.documents)).not.toContain('in_progress');
  });

  it('are sent in one packet with those that ended in them', async () => {
    await tracer.invocation(header, () =>
      tracer.inSpan('outer', {}, async () => {
        await Promise.all([
          tracer.inSpan('left', {}, () => tracer.inSpan('in left', {}, () => Promise.resolve())),
          tracer.inSpan('right', {}, () => Promise.resolve()),
        ]);
      }),
    );
    await arrived(4);
    expect(daemon.packetBytes).toHaveLength(1);
    expect(named('outer').subsegments).toHaveLength(2);
    expect(named('left').parent_id).toBe(named('outer').id);
    expect(named('right').parent_id).toBe(named('outer').id);
    expect(named('in left').parent_id).toBe(named('left').id);
  });

  it('go alone where they end after the one that they began in', async () => {
    const { promise: outerEnded, resolve: endOuter } = Promise.withResolvers<undefined>();
    await tracer.invocation(header, async () => {
      let late: Promise<void> | undefined;
      await tracer.inSpan('outer', {}, () => {
        late = tracer.inSpan('late', {}, () => outerEnded);
        return Promise.resolve();
      });
      endOuter(undefined);
      await late;
    });
    await arrived(2);
    expect(daemon.packetBytes).toHaveLength(2);
    expect(named('late')).toMatchObject({ trace_id: root, parent_id: named('outer').id, type: 'subsegment' });
  });

  it('are all sent where one packet cannot hold them', async () => {
    const attributes = { long: 'ä'.repeat(1_000) };
    await tracer.invocation(header, () =>
      tracer.inSpan('outer', { attributes }, async () => {
        for (let count = 0; count < 40; count++) {
          await tracer.inSpan('inner', { attributes }, () => Promise.resolve());
          // Whoever listens gets to read what came.
          await new Promise(setImmediate);
        }
      }),
    );
    await arrived(41);
    expect(daemon.documents.filter(({ parent_id: parentId }) => parentId === named('outer').id)).toHaveLength(40);
    expect(daemon.packetBytes.length).toBeGreaterThan(1);
    expect(Math.max(...daemon.packetBytes)).toBeGreaterThan(40_000);
  });

  it('tell of an error once, and of where it is told of', async () => {
    const failure = new Error('once');
    const fail = (): Promise<void> => tracer.inSpan('inner', {}, () => Promise.reject(failure));
    await tracer.invocation(header, () => expect(tracer.inSpan('outer', {}, fail)).rejects.toBe(failure));
    await arrived(2);
    expect(named('inner')).toMatchObject({ fault: true, cause: { exceptions: [{ message: 'once' }] } });
    expect(named('outer')).toMatchObject({ fault: true, cause: { id: named('inner').id, exceptions: [] } });
  });

  it('have names of the characters that X-Ray takes, as many as it takes', async () => {
    await tracer.invocation(header, async () => {
      await tracer.inSpan('GET /größe/{id}?a=<1>', {}, () => Promise.resolve());
      await tracer.inSpan('n'.repeat(300), {}, () => Promise.resolve());
    });
    await arrived(2);
    expect(daemon.documents.map(({ name }) => name)).toEqual(['GET /größe/:ida=1', 'n'.repeat(200)]);
  });

  it('are told to whoever asks in the form of W3C', async () => {
    await tracer.invocation(header, async () => {
      expect(tracer.current()).toEqual({
        traceId,
        spanId: '53995c3f42cd8ad8',
        traceparent: `00-${traceId}-53995c3f42cd8ad8-01`,
      });
      await tracer.inSpan('one', {}, () => {
        const { spanId } = tracer.current()!;
        expect(tracer.current()!.traceparent).toBe(`00-${traceId}-${spanId}-01`);
        return Promise.resolve();
      });
    });
    const [document] = await arrived(1);
    expect(document!.id).not.toBe('53995c3f42cd8ad8');
    expect(tracer.current()).toBeUndefined();
  });

  it('of a message belong to the trace of who sent it', async () => {
    await tracer.invocation(header, () =>
      tracer.inSpan('process events', { kind: 'consumer', traceparent: otherTraceparent }, async (span) => {
        expect(tracer.current()).toMatchObject({ traceId: otherTraceId });
        span.set({ 'messaging.message.id': 'm-1' });
        await tracer.inSpan('INSERT', { kind: 'client' }, () => Promise.resolve());
      }),
    );
    await arrived(2);
    const segment = named('annals-dev-api');
    expect(segment).toMatchObject({
      trace_id: otherRoot,
      parent_id: '00f067aa0ba902b7',
      annotations: { operation: 'process events', annals_caller_trace_id: root },
      metadata: { default: { 'messaging.message.id': 'm-1' } },
    });
    expect(segment.type).toBeUndefined();
    expect(named('INSERT')).toMatchObject({ trace_id: otherRoot, parent_id: segment.id });
  });

  it("name their caller's trace where Lambda has another", async () => {
    await tracer.invocation(header, () =>
      tracer.inSpan('GET /health', { kind: 'server', traceparent: otherTraceparent }, () => Promise.resolve()),
    );
    const [document] = await arrived(1);
    expect(document).toMatchObject({ trace_id: root, annotations: { annals_caller_trace_id: otherRoot } });
  });

  it('say what failed, and whose fault it was', async () => {
    const fail = (name: string, status: number, error?: Error) =>
      tracer.inSpan(name, { kind: 'client', attributes: { 'http.response.status_code': status } }, (span) => {
        if (error !== undefined) span.fail(error);
        return Promise.resolve();
      });
    await tracer.invocation(header, async () => {
      await fail('server', 503, new RangeError('too far'));
      await fail('client', 400, new Error('refused'));
      await fail('limit', 429);
      await expect(tracer.inSpan('thrown', {}, () => Promise.reject(new Error('thrown on')))).rejects.toThrow();
      await tracer.inSpan('told', {}, (span) => {
        span.fail('500');
        return Promise.resolve();
      });
    });
    await arrived(5);
    expect(named('server')).toMatchObject({
      fault: true,
      cause: { exceptions: [{ type: 'RangeError', message: 'too far', stack: expect.any(Array) }] },
    });
    expect(named('client')).toMatchObject({ error: true, cause: expect.anything() });
    expect(named('client').fault).toBeUndefined();
    expect(named('limit')).toMatchObject({ error: true, throttle: true });
    expect(named('thrown')).toMatchObject({ fault: true, cause: { exceptions: [{ message: 'thrown on' }] } });
    expect(named('told')).toMatchObject({ fault: true });
  });

  it('are not sent where Lambda does not sample, and still carry the trace on', async () => {
    const unsampled = header.replace('Sampled=1', 'Sampled=0');
    await tracer.invocation(unsampled, () =>
      tracer.inSpan('silent', {}, () => {
        expect(tracer.current()).toMatchObject({ traceId, traceparent: expect.stringMatching(/-00$/) });
        return Promise.resolve();
      }),
    );
    const silent = otherTraceparent.replace(/01$/, '00');
    await tracer.invocation(header, () =>
      tracer.inSpan('process events', { kind: 'consumer', traceparent: silent }, async () => {
        expect(tracer.current()).toMatchObject({ traceId: otherTraceId });
        await tracer.inSpan('below', {}, () => Promise.resolve());
      }),
    );
    await tracer.invocation(header, () => tracer.inSpan('told', {}, () => Promise.resolve()));
    await arrived(1);
    expect(daemon.documents.map(({ name }) => name)).toEqual(['told']);
  });

  it.each([undefined, 'Root=nonsense'])('are none, and make no noise, where the header is %j', async (none) => {
    expect(
      await tracer.invocation(none, () => tracer.inSpan('none', {}, () => Promise.resolve(tracer.current()))),
    ).toBeUndefined();
    expect(await tracer.inSpan('outside', {}, () => Promise.resolve(1))).toBe(1);
  });

  it('of two invocations at once do not mix', async () => {
    const other = `Root=${otherRoot};Parent=00f067aa0ba902b7;Sampled=1`;
    const work = (name: string) => () =>
      tracer.inSpan(name, {}, async () => {
        await new Promise(setImmediate);
        await tracer.inSpan(`in ${name}`, {}, () => Promise.resolve());
      });
    await Promise.all([tracer.invocation(header, work('left')), tracer.invocation(other, work('right'))]);
    await arrived(4);
    expect(named('left')).toMatchObject({ trace_id: root, parent_id: '53995c3f42cd8ad8' });
    expect(named('right')).toMatchObject({ trace_id: otherRoot, parent_id: '00f067aa0ba902b7' });
    expect(named('in left').parent_id).toBe(named('left').id);
    expect(named('in right').parent_id).toBe(named('right').id);
  });
});
