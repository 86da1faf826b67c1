import { createClock, recordEvents, type Telemetry } from '@annals/domain';
import { draft, RecordingTelemetry, sha256 } from '@annals/domain/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openEmbeddedEngine, type EmbeddedEngine } from './embedded-engine.js';

describe('an embedded engine that is measured', () => {
  let telemetry: RecordingTelemetry;
  let folder: string;
  let engine: EmbeddedEngine;
  beforeEach(async () => {
    telemetry = new RecordingTelemetry();
    folder = await mkdtemp(join(tmpdir(), 'annals-measured-'));
    engine = await openEmbeddedEngine({ dataDir: folder, telemetry });
  });
  afterEach(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });

  const inRequest = <T>(work: () => Promise<T>): Promise<T> => telemetry.inSpan('request', { kind: 'server' }, work);
  const calls = (operation: string, engineName = 'sqlite', outcome = 'ok') =>
    telemetry.counter('annals_engine_calls_total', { engine: engineName, operation, outcome });

  it('says which statements a use case led to, and how many events one held', async () => {
    const deps = { repository: engine.repository, clock: createClock(), ids: { nextId: () => 'w' }, sha256, telemetry };
    await inRequest(() => recordEvents([draft({ id: 'a' }), draft({ id: 'b' })], deps));
    const [useCase] = telemetry.named('recordEvents');
    expect(telemetry.childrenOf(useCase!)).toMatchObject([
      {
        name: 'INSERT events',
        kind: 'client',
        attributes: {
          'db.system.name': 'sqlite',
          'db.operation.name': 'INSERT',
          'db.collection.name': 'events',
          'db.operation.batch.size': 2,
        },
      },
    ]);
    expect(calls('append_events')).toBe(1);
    const labels = { engine: 'sqlite', operation: 'append_events' };
    expect(telemetry.observations('annals_engine_call_duration_seconds', labels)).toHaveLength(1);
  });

  it('follows a message from who sends it to its statements, and counts it', async () => {
    const queue = engine.queue('events', { maxReceives: 3 });
    await inRequest(() => queue.send([{ body: 'one' }]));
    const [send] = telemetry.named('send events');
    expect(telemetry.childrenOf(send!).map(({ name }) => name)).toEqual(['INSERT messages']);
    const [message] = await queue.receive({ max: 1, waitMs: 0, visibilityMs: 60_000 });
    expect(message!.traceparent).toBe(`00-${send!.traceId}-${send!.spanId}-01`);
    expect(await telemetry.readGauge('annals_queue_depth')).toContainEqual({
      labels: { queue: 'events', state: 'in_flight' },
      value: 1,
    });
    await queue.delete([message!.receipt]);
    for (const outcome of ['sent', 'received', 'deleted'])
      expect(telemetry.counter('annals_queue_messages_total', { queue: 'events', outcome })).toBe(1);
    expect([calls('send_messages'), calls('receive_messages'), calls('delete_messages')]).toEqual([1, 1, 1]);
    expect(queue).toBe(engine.queue('events', { maxReceives: 3 }));
  });

  it('counts what an upload changed in the catalogue, and what it asked for', async () => {
    const bucket = await engine.openBucket({ name: 'main-bucket', baseUrl: () => '' });
    const content = Readable.from([Buffer.from('hello')]);
    await inRequest(() => bucket.upload({ key: 'a', contentType: 'text/plain', sizeBytes: 5 }, content));
    expect(telemetry.counter('annals_object_changes_total', { change: 'created' })).toBe(1);
    const [applied] = telemetry.named('applyObjectChange');
    expect(telemetry.childrenOf(applied!).map(({ name }) => name)).toEqual([
      'INSERT object_history',
      'UPDATE object_states',
    ]);
    await inRequest(() => bucket.store.head('a'));
    expect(telemetry.named('head object')).toMatchObject([{ kind: 'client', hasEnded: true }]);
    expect(calls('head_object', 'folder')).toBe(1);
  });

  it('counts what failed as an error', async () => {
    await engine.close();
    await expect(engine.repository.find({ source: '/', id: 'a' }, 0)).rejects.toThrow('unavailable');
    expect(calls('find_event', 'sqlite', 'error')).toBe(1);
  });

  it('measures every call of its ports that asks the engine', async () => {
    const counted: string[] = [];
    const count: Telemetry['count'] = (name, labels) => {
      if (name === 'annals_engine_calls_total') counted.push((labels as { operation: string }).operation);
    };
    telemetry.count = count;
    const bucket = await engine.openBucket({ name: 'main-bucket', baseUrl: () => '' });
    const queue = engine.queue('sample', { maxReceives: 3 });
    const free = new Set(['signUpload', 'signDownload', 'findRemoval']);
    for (const port of [engine.repository, engine.objectRecords, engine.apiKeys, bucket.store, queue]) {
      const methods = Object.entries(port).filter(([name, value]) => typeof value === 'function' && !free.has(name));
      expect(methods.length).toBeGreaterThan(0);
      for (const [name, method] of methods) {
        const before = counted.length;
        // What it is asked for does not matter: a question that makes no sense is a call too.
        const asked = name === 'receive' ? { max: 1, waitMs: 0, visibilityMs: 1_000 } : [];
        await Promise.resolve()
          .then(() => (method as (...nothing: unknown[]) => unknown).call(port, asked, { limit: 1 }))
          .catch(() => undefined);
        expect([name, counted.length - before]).toEqual([name, 1]);
      }
    }
  });
});
