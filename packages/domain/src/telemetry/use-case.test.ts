import { describe, expect, it } from '@jest/globals';
import { draft, newYear2026Micros, sha256 } from '../../testing/event-builders.js';
import { InMemoryEventRepository } from '../../testing/in-memory-event-repository.js';
import { InMemoryMessageQueue } from '../../testing/in-memory-message-queue.js';
import { InMemoryObjectRecordRepository } from '../../testing/in-memory-object-record-repository.js';
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.js';
import { RecordingTelemetry } from '../../testing/recording-telemetry.js';
import { parseEventQuery } from '../event/event-query.js';
import { findEvent } from '../event/find-event.js';
import { listEvents } from '../event/list-events.js';
import { queueEvents } from '../event/queue-events.js';
import { recordEvents } from '../event/record-events.js';
import { applyObjectChange } from '../object/apply-object-change.js';
import { listBucket, listObjectChanges, listObjectHistory, listObjects } from '../object/object-queries.js';
import { reconcileObjects } from '../object/reconcile-objects.js';
import { sequencerOfMicros } from '../object/sequencer.js';
import { EngineUnavailable } from '../shared/engine-unavailable.js';
import { instantFromMicros } from '../shared/instant.js';

function setUp() {
  const telemetry = new RecordingTelemetry();
  const repository = new InMemoryEventRepository();
  let ids = 0;
  const nextId = () => `write-${++ids}`;
  const deps = { clock: { nowMicros: () => newYear2026Micros }, ids: { nextId }, sha256, telemetry };
  return { telemetry, repository, deps, events: { ...deps, repository } };
}

const eventCount = (telemetry: RecordingTelemetry, outcome: string) =>
  telemetry.counter('annals_events_total', { outcome });
const changeCount = (telemetry: RecordingTelemetry, change: string) =>
  telemetry.counter('annals_object_changes_total', { change });

describe('use cases of events', () => {
  it('count each event by what became of it, and tell of a single one in their span', async () => {
    const { telemetry, events } = setUp();
    await recordEvents([draft({ id: 'a' })], events);
    await recordEvents([draft({ id: 'a' }), draft({ id: 'a', type: 'other' }), draft({ id: 7 })], events);
    expect(telemetry.named('recordEvents').map(({ attributes }) => attributes)).toEqual([
      {
        'annals.events.count': 1,
        'annals.event.outcome': 'recorded',
        'annals.event.id': 'a',
        'annals.event.source': '/',
      },
      { 'annals.events.count': 3 },
    ]);
    for (const outcome of ['recorded', 'replayed', 'conflict', 'invalid'])
      expect([outcome, eventCount(telemetry, outcome)]).toEqual([outcome, 1]);
  });

  it('count what an engine refuses as a whole as failed', async () => {
    const { telemetry, events, deps, repository } = setUp();
    const fault = new EngineUnavailable('memory', 1, { cause: undefined });
    repository.append = () => Promise.reject(fault);
    await expect(recordEvents([draft({ id: 'a' }), draft({ id: 7 })], events)).rejects.toBe(fault);
    const queue = new InMemoryMessageQueue();
    queue.fault = fault;
    await expect(queueEvents([draft()], { ...deps, queue })).rejects.toBe(fault);
    expect(eventCount(telemetry, 'failed')).toBe(2);
    expect(eventCount(telemetry, 'invalid')).toBe(1);
    expect(telemetry.spans.map(({ error }) => error)).toEqual([fault, fault]);
  });

  it('count what is queued', async () => {
    const { telemetry, deps } = setUp();
    await queueEvents([draft({ id: 'a' }), draft({ id: 'b' })], { ...deps, queue: new InMemoryMessageQueue() });
    expect(eventCount(telemetry, 'queued')).toBe(2);
  });

  it('are spans when they read', async () => {
    const { telemetry, events } = setUp();
    await findEvent({ source: '/', id: 'a' }, events);
    const query = parseEventQuery({});
    if (!query.ok) throw new Error('an empty query is a query');
    await listEvents(query.value, { limit: 10 }, events);
    expect(telemetry.spans).toMatchObject([
      { name: 'findEvent', kind: 'internal', attributes: { 'annals.event.id': 'a', 'annals.event.source': '/' } },
      { name: 'listEvents', kind: 'internal', attributes: { 'annals.list.limit': 10 } },
    ]);
  });
});

describe('use cases of objects', () => {
  it('count each change by what it is, and what came twice', async () => {
    const { telemetry, deps } = setUp();
    const store = new InMemoryObjectStore('main-bucket');
    const objects = { ...deps, repository: new InMemoryObjectRecordRepository(), store };
    await store.put('a', new Uint8Array(1));
    const change = {
      bucket: 'main-bucket',
      key: 'a',
      eventTime: instantFromMicros(newYear2026Micros),
      eventSource: 'aws:s3',
      sequencer: sequencerOfMicros(newYear2026Micros),
    };
    await applyObjectChange({ ...change, eventName: 'ObjectCreated:Put' }, objects);
    await applyObjectChange({ ...change, eventName: 'ObjectCreated:Put' }, objects);
    await applyObjectChange({ ...change, eventName: 'Unknown:Thing' }, objects);
    await store.put('b', new Uint8Array(1));
    await reconcileObjects({ prefix: '', dryRun: false, deadlineMicros: newYear2026Micros + 1 }, objects);
    const removed = { ...change, key: 'a', sequencer: sequencerOfMicros(newYear2026Micros + 1) };
    await applyObjectChange({ ...removed, eventName: 'ObjectRemoved:Delete' }, objects);
    for (const label of ['created', 'duplicate', 'reconciled', 'removed'])
      expect([label, changeCount(telemetry, label)]).toEqual([label, 1]);
    expect(telemetry.named('applyObjectChange').map(({ attributes }) => attributes)).toEqual([
      { 'annals.object.effect': 'created', 'annals.object.outcome': 'applied' },
      { 'annals.object.effect': 'created', 'annals.object.outcome': 'duplicate' },
      { 'annals.object.effect': 'removed', 'annals.object.outcome': 'applied' },
    ]);
    expect(telemetry.named('reconcileObjects')[0]!.attributes).toEqual({
      'annals.reconciliation.dry_run': false,
      'annals.reconciliation.examined': 2,
      'annals.reconciliation.findings': 1,
    });
  });

  it('are spans when they list', async () => {
    const { telemetry, deps } = setUp();
    const objects = { ...deps, repository: new InMemoryObjectRecordRepository(), store: new InMemoryObjectStore() };
    const page = { limit: 5 };
    await listObjects({ bucket: 'main-bucket', prefix: '' }, page, objects);
    await listObjectChanges({ bucket: 'main-bucket' }, page, objects);
    await listObjectHistory({ bucket: 'main-bucket', key: 'a' }, page, objects);
    await listBucket('', page, objects);
    expect(telemetry.spans.map(({ name, attributes }) => [name, attributes])).toEqual(
      ['listObjects', 'listObjectChanges', 'listObjectHistory', 'listBucket'].map((name) => [
        name,
        { 'annals.list.limit': 5 },
      ]),
    );
  });
});
