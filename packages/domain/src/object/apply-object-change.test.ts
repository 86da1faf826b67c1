import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newYear2026Micros } from '../../testing/event-builders.js';
import { InMemoryObjectRecordRepository } from '../../testing/in-memory-object-record-repository.js';
import { ModelBucket, type BucketAction } from '../../testing/model-bucket.js';
import { applyObjectChange, type ApplyObjectChangeDependencies } from './apply-object-change.js';
import type { ObjectChange, ObjectContent } from './object-change.js';
import type { ObjectState } from './object-record.js';
import type { ObjectRecordRepository } from './object-record-repository.js';
import { parseSequencer } from './sequencer.js';

const wellAheadMicros = 1_000_000_000;

/** By default the clock runs well ahead of the model bucket's, which starts with the year and does not reach a hundred seconds. */
function dependencies(
  head: (key: string, versionId?: string) => Promise<ObjectContent | undefined>,
  repository: ObjectRecordRepository = new InMemoryObjectRecordRepository(),
  aheadMicros = wellAheadMicros,
): ApplyObjectChangeDependencies {
  let micros = newYear2026Micros + aheadMicros;
  const store = { head, findRemoval: () => Promise.resolve(undefined) };
  return { repository, store, clock: { nowMicros: () => (micros += 1000) } };
}

async function visible(deps: ApplyObjectChangeDependencies): Promise<unknown> {
  const state = await deps.repository.findCurrent({ bucket: 'model-bucket', key: 'k' });
  if (state === undefined || state.removed) return 'absent';
  const { versionId, sizeBytes, eTag, contentType } = state;
  return { versionId, sizeBytes, eTag, contentType };
}

const step = fc.record({
  action: fc.oneof(
    { weight: 4, arbitrary: fc.constant<BucketAction>('put') },
    { weight: 2, arbitrary: fc.constant<BucketAction>('delete') },
    { weight: 2, arbitrary: fc.constant<BucketAction>('delete-version') },
    { weight: 1, arbitrary: fc.constant<BucketAction>('lifecycle-expire') },
  ),
  which: fc.nat(9),
  /** How many of the notifications that wait are delivered right after the step, while the bucket moves on. */
  deliveries: fc.nat(3),
});

/** Picks what is delivered next; every notification may come twice. */
const picks = fc.infiniteStream(fc.nat(1_000));

describe('the current state', () => {
  test('ends as what the bucket holds, whatever the order, the repetitions, the moment of delivery and the clock here', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.constantFrom(wellAheadMicros, -wellAheadMicros),
        fc.array(step, { minLength: 1, maxLength: 12 }),
        picks,
        async (versioned, aheadMicros, steps, pick) => {
          const bucket = new ModelBucket(versioned);
          const deps = dependencies(bucket.head, undefined, aheadMicros);
          const waiting: ObjectChange[] = [];
          const deliver = async (): Promise<void> => {
            if (waiting.length === 0) return;
            const [change] = waiting.splice(pick.next().value % waiting.length, 1);
            await applyObjectChange(change!, deps);
          };
          for (const { action, which, deliveries } of steps) {
            const change = bucket.act(action, which);
            if (change !== undefined) waiting.push(change, change);
            for (let count = 0; count < deliveries; count++) await deliver();
          }
          while (waiting.length > 0) await deliver();
          expect(await visible(deps)).toEqual((await bucket.head('k')) ?? 'absent');
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('ends so too when deliveries overlap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.constantFrom(wellAheadMicros, -wellAheadMicros),
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.scheduler(),
        async (versioned, aheadMicros, steps, scheduler) => {
          const bucket = new ModelBucket(versioned);
          const base = new InMemoryObjectRecordRepository();
          const deps = dependencies(scheduler.scheduleFunction(bucket.head), slowed(base, scheduler), aheadMicros);
          const running: Promise<unknown>[] = [];
          for (const { action, which } of steps) {
            const change = bucket.act(action, which);
            if (change !== undefined) running.push(applyObjectChange(change, deps), applyObjectChange(change, deps));
            if (scheduler.count() > 0) await scheduler.waitNext(1);
          }
          await scheduler.waitFor(Promise.all(running));
          expect(await visible({ ...deps, repository: base })).toEqual((await bucket.head('k')) ?? 'absent');
        },
      ),
      { numRuns: 500 },
    );
  });
});

function slowed(repository: ObjectRecordRepository, scheduler: fc.Scheduler): ObjectRecordRepository {
  return {
    addToHistory: scheduler.scheduleFunction((entry) => repository.addToHistory(entry)),
    replaceCurrent: scheduler.scheduleFunction((state, condition) => repository.replaceCurrent(state, condition)),
    findCurrent: scheduler.scheduleFunction((identity) => repository.findCurrent(identity)),
    listHistory: (identity, page) => repository.listHistory(identity, page),
    listLiving: (bucket, prefix, page) => repository.listLiving(bucket, prefix, page),
    listByChange: (range, page) => repository.listByChange(range, page),
  };
}

const created: ObjectChange = {
  bucket: 'model-bucket',
  key: 'k',
  sizeBytes: 3,
  eTag: 'e',
  eventName: 'ObjectCreated:Put',
  eventTime: '2026-01-01T00:00:01.000000000Z' as ObjectChange['eventTime'],
  eventSource: 'aws:s3',
  awsRegion: 'us-west-2',
  principalId: 'AWS:X',
  sequencer: parseSequencer('0055AED6DCD90281E5')!,
};

function later(sequencer: string, change: Partial<ObjectChange>): ObjectChange {
  return { ...created, ...change, sequencer: parseSequencer(sequencer)! };
}

async function stateAfter(
  changes: readonly ObjectChange[],
  head: (key: string, versionId?: string) => Promise<ObjectContent | undefined> = () => Promise.resolve(undefined),
): Promise<ObjectState> {
  const deps = dependencies(head);
  for (const change of changes) await applyObjectChange(change, deps);
  return (await deps.repository.findCurrent(created))!;
}

/** Removed by a lifecycle rule, a number of seconds after the year began. */
function expired(second: number): ObjectChange {
  const { sequencer: _, ...rest } = created;
  const eventTime = `2026-01-01T00:00:0${second}.000000000Z` as ObjectChange['eventTime'];
  return { ...rest, eventName: 'LifecycleExpiration:Delete', eventTime };
}

describe('a look that settled a removal without a sequencer', () => {
  const absent = (): Promise<undefined> => Promise.resolve(undefined);
  const again = later('0055AED6DF', { eventTime: '2026-01-01T00:00:02.000000000Z' as ObjectChange['eventTime'] });

  test('settles every earlier change that is told of later, one after the other', async () => {
    expect(await stateAfter([expired(3), created, again], absent)).toMatchObject({
      removed: true,
      sequencer: again.sequencer,
    });
  });

  test.each([
    ['ahead of the bucket’s', wellAheadMicros],
    ['behind the bucket’s', -wellAheadMicros],
  ])('is not undone by an earlier removal that is told of after it, where the clock here is %s', async (_, ahead) => {
    const deps = dependencies(absent, undefined, ahead);
    for (const change of [expired(5), expired(1), again]) await applyObjectChange(change, deps);
    expect(await deps.repository.findCurrent(created)).toMatchObject({ removed: true });
  });

  test('takes account of the removal where the clock here is behind the bucket’s', async () => {
    const deps = dependencies(absent, undefined, -wellAheadMicros);
    for (const change of [expired(3), created]) await applyObjectChange(change, deps);
    expect(await deps.repository.findCurrent(created)).toMatchObject({ removed: true });
  });
});

describe('applying a change', () => {
  test('records a created object with what the bucket adds to the notification', async () => {
    const content = { sizeBytes: 3, eTag: 'e', contentType: 'text/plain', metadata: { a: 'b' } };
    expect(await stateAfter([created], () => Promise.resolve(content))).toMatchObject({
      ...created,
      ...content,
      removed: false,
    });
  });

  test('records an object without metadata that is gone by the time it is looked at', async () => {
    const state = await stateAfter([created]);
    expect(state).toMatchObject({ sizeBytes: 3, eTag: 'e', removed: false });
    expect(state).not.toHaveProperty('contentType');
  });

  test('takes the metadata of the version that was created when the bucket has moved on', async () => {
    const head = (_key: string, versionId?: string): Promise<ObjectContent> =>
      Promise.resolve(
        versionId === 'v1' ? { versionId: 'v1', contentType: 'a/b' } : { versionId: 'v2', contentType: 'c/d' },
      );
    expect(await stateAfter([{ ...created, versionId: 'v1' }], head)).toMatchObject({
      versionId: 'v1',
      contentType: 'a/b',
    });
  });

  test.each([
    ['nothing of its content', {}],
    ['its size alone', { sizeBytes: 3 }],
    ['its eTag alone', { eTag: 'e' }],
  ])('takes what the bucket shows for a created object of which the change says %s', async (_, said) => {
    const { sizeBytes: _sizeBytes, eTag: _eTag, ...silent } = created;
    const content = { sizeBytes: 3, eTag: 'e', contentType: 'text/plain' };
    expect(await stateAfter([{ ...silent, ...said }], () => Promise.resolve(content))).toMatchObject(content);
  });

  test.each([{ sizeBytes: 4 }, { eTag: 'f' }])(
    'does not take content of which the change says otherwise: %j',
    async (said) => {
      const { sizeBytes: _sizeBytes, eTag: _eTag, ...silent } = created;
      const content = { sizeBytes: 3, eTag: 'e', contentType: 'text/plain' };
      const state = await stateAfter([{ ...silent, ...said }], () => Promise.resolve(content));
      expect(state).toMatchObject(said);
      expect(state).not.toHaveProperty('contentType');
    },
  );

  test('counts a redelivered change as a duplicate and keeps one history entry', async () => {
    const deps = dependencies(() => Promise.resolve(undefined));
    expect(await applyObjectChange(created, deps)).toBe('applied');
    expect(await applyObjectChange(created, deps)).toBe('duplicate');
    expect((await deps.repository.listHistory(created, { limit: 10 })).items).toHaveLength(1);
  });

  test('does not resurrect a removed object by a late creation', async () => {
    const removed = later('0055AED6DD', { eventName: 'ObjectRemoved:Delete' });
    for (const order of [
      [created, removed],
      [removed, created],
    ])
      expect(await stateAfter(order)).toMatchObject({ removed: true, eventName: 'ObjectRemoved:Delete' });
  });

  test('does not bury a living object by the removal of an old version', async () => {
    const old = later('0055AED6DF', { eventName: 'ObjectRemoved:Delete', versionId: 'v1' });
    const living = { versionId: 'v2', sizeBytes: 3, eTag: 'e' };
    expect(await stateAfter([created, old], () => Promise.resolve(living))).toMatchObject({
      removed: false,
      versionId: 'v2',
    });
  });

  test('revives an object whose delete marker is removed', async () => {
    const marker = later('0055AED6DD', { eventName: 'ObjectRemoved:DeleteMarkerCreated', versionId: 'm' });
    const unmark = later('0055AED6DF', { eventName: 'ObjectRemoved:Delete', versionId: 'm' });
    const revived = { versionId: 'v1', sizeBytes: 3, eTag: 'e' };
    expect(await stateAfter([created, marker])).toMatchObject({ removed: true });
    expect(await stateAfter([created, marker, unmark], () => Promise.resolve(revived))).toMatchObject({
      removed: false,
      versionId: 'v1',
    });
  });

  test('compares sequencers of different lengths as S3 asks for', async () => {
    const longer = later('0055AED6DCD90281E500', { eventName: 'ObjectRemoved:Delete' });
    expect(await stateAfter([created, longer])).toMatchObject({ removed: false });
    const greater = later('0055aed6dcd90281e51', { eventName: 'ObjectRemoved:Delete' });
    expect(await stateAfter([greater, created])).toMatchObject({ removed: true });
  });

  test.each(['Replication:OperationFailedReplication', 'ReducedRedundancyLostObject', 'TestEvent', ''])(
    'ignores %s',
    async (eventName) => {
      const deps = dependencies(() => Promise.reject(new Error('looked')));
      expect(await applyObjectChange({ ...created, eventName }, deps)).toBe('ignored');
      expect(await deps.repository.findCurrent(created)).toBeUndefined();
    },
  );

  test.each(['ObjectTagging:Put', 'ObjectRestore:Completed', 'LifecycleTransition'])(
    'keeps %s in history and looks at the bucket',
    async (eventName) => {
      const deps = dependencies(() => Promise.resolve({ sizeBytes: 9, eTag: 'x' }));
      const { sequencer: _, ...unsequenced } = created;
      expect(await applyObjectChange({ ...unsequenced, eventName }, deps)).toBe('applied');
      expect(await applyObjectChange({ ...unsequenced, eventName }, deps)).toBe('duplicate');
      const { items } = await deps.repository.listHistory(created, { limit: 10 });
      expect(items.map((entry) => entry.eventName)).toEqual(['RECONCILED', eventName]);
      expect(await deps.repository.findCurrent(created)).toMatchObject({ sizeBytes: 9, removed: false });
    },
  );

  test('does not take a touched object for a removed one, even where S3 put the change in order', async () => {
    const tagged = later('0055AED6DF', { eventName: 'ObjectTagging:Put' });
    const living = { sizeBytes: 3, eTag: 'e' };
    expect(await stateAfter([created, tagged], () => Promise.resolve(living))).toMatchObject({
      removed: false,
      ...living,
    });
  });

  test('records nothing when the bucket cannot be looked at', async () => {
    const deps = dependencies(() => Promise.reject(new Error('throttled')));
    await expect(applyObjectChange(created, deps)).rejects.toThrow('throttled');
    expect(await deps.repository.findCurrent(created)).toBeUndefined();
    expect((await deps.repository.listHistory(created, { limit: 10 })).items).toEqual([]);
  });

  test('is repaired by redelivery after a crash between history and current state', async () => {
    const deps = dependencies(() => Promise.resolve(undefined));
    const { repository } = deps;
    const crashing = {
      ...deps,
      repository: Object.assign(Object.create(repository) as ObjectRecordRepository, {
        addToHistory: repository.addToHistory.bind(repository),
        replaceCurrent: () => Promise.reject(new Error('crash')),
      }),
    };
    await expect(applyObjectChange(created, crashing)).rejects.toThrow('crash');
    expect(await applyObjectChange(created, deps)).toBe('duplicate');
    expect(await repository.findCurrent(created)).toMatchObject({ removed: false });
  });
});
