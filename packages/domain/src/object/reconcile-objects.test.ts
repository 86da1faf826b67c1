import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newYear2026Micros } from '../../testing/event-builders.js';
import { InMemoryObjectRecordRepository } from '../../testing/in-memory-object-record-repository.js';
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.js';
import { ModelBucket } from '../../testing/model-bucket.js';
import { objectState, sequencer, tombstone } from '../../testing/object-builders.js';
import { applyObjectChange } from './apply-object-change.js';
import type { ObjectContent } from './object-change.js';
import { reconcileObject } from './reconcile-object.js';
import { maxFindings, reconcileObjects, type ReconcileRequest } from './reconcile-objects.js';

const bucket = 'main-bucket';
const everything: ReconcileRequest = { prefix: '', dryRun: false, deadlineMicros: Number.MAX_SAFE_INTEGER };

function setUp(): {
  repository: InMemoryObjectRecordRepository;
  store: InMemoryObjectStore;
  clock: { nowMicros: () => number };
} {
  let micros = newYear2026Micros + 1_000_000_000;
  return {
    repository: new InMemoryObjectRecordRepository(),
    store: new InMemoryObjectStore(bucket),
    clock: { nowMicros: () => (micros += 1000) },
  };
}

async function living(repository: InMemoryObjectRecordRepository): Promise<[string, number | undefined][]> {
  const { items } = await repository.listLiving(bucket, '', { limit: 1000 });
  return items.map(({ key, sizeBytes }) => [key, sizeBytes]);
}

describe('a reconciliation', () => {
  test('makes the catalogue equal the bucket, from whatever both hold', async () => {
    const keys = fc.uniqueArray(fc.constantFrom('a', 'a/b', 'b', 'é', '\uff5e', '\u{1f600}', 'z'));
    await fc.assert(
      fc.asyncProperty(keys, keys, keys, async (inBucket, catalogued, agreeing) => {
        const deps = setUp();
        for (const key of inBucket) await deps.store.put(key, Buffer.from(key));
        for (const key of catalogued)
          await deps.repository.replaceCurrent(objectState({ key }), { unchangedSince: undefined });
        for (const key of agreeing) await reconcileObject({ bucket, key }, deps);
        const { findings, examined, next } = await reconcileObjects(everything, deps);
        expect(next).toBeUndefined();
        expect(examined).toBeGreaterThanOrEqual(findings.length);
        const { items } = await deps.store.list('', { limit: 1000 });
        expect(await living(deps.repository)).toEqual(items.map(({ key, sizeBytes }) => [key, sizeBytes]));
        expect(await reconcileObjects(everything, deps)).toEqual({ examined: items.length, findings: [] });
      }),
    );
  });

  test('says which delete marker took an object away, and when, where the bucket has versions', async () => {
    const versioned = new ModelBucket(true);
    const deps = { ...setUp(), store: versioned };
    const identity = { bucket: versioned.bucket, key: versioned.key };
    await applyObjectChange(versioned.act('put', 1)!, deps);
    const lost = versioned.act('delete', 0)!;
    expect(await reconcileObject(identity, deps)).toBe('gone');
    const removal = { removed: true, versionId: lost.versionId, lastModified: lost.eventTime };
    expect(await deps.repository.findCurrent(identity)).toMatchObject(removal);
    const { items } = await deps.repository.listHistory(identity, { limit: 1 });
    expect(items).toMatchObject([{ eventName: 'RECONCILED', ...removal }]);
  });

  test('says of each key what was wrong, and leaves a history entry where it mended', async () => {
    const deps = setUp();
    await deps.store.put('missing', Buffer.from('1'));
    await deps.store.put('stale', Buffer.from('22'));
    for (const key of ['stale', 'gone'])
      await deps.repository.replaceCurrent(objectState({ key }), { unchangedSince: undefined });
    const { findings } = await reconcileObjects(everything, deps);
    expect(findings).toEqual([
      { key: 'gone', difference: 'gone', repaired: true },
      { key: 'missing', difference: 'missing', repaired: true },
      { key: 'stale', difference: 'stale', repaired: true },
    ]);
    const { items } = await deps.repository.listHistory({ bucket, key: 'stale' }, { limit: 10 });
    expect(items).toMatchObject([{ eventName: 'RECONCILED', sizeBytes: 2, removed: false }]);
    expect(await deps.repository.findCurrent({ bucket, key: 'gone' })).toMatchObject({
      removed: true,
      sequencer: objectState().sequencer,
    });
  });

  test('changes nothing in a dry run', async () => {
    const deps = setUp();
    await deps.store.put('missing', Buffer.from('1'));
    const { findings } = await reconcileObjects({ ...everything, dryRun: true }, deps);
    expect(findings).toEqual([{ key: 'missing', difference: 'missing', repaired: false }]);
    expect(await living(deps.repository)).toEqual([]);
  });

  test('stops at its deadline and goes on from where it stopped', async () => {
    const deps = setUp();
    for (let index = 0; index < 50; index++)
      await deps.store.put(`k${String(index).padStart(2, '0')}`, Buffer.from('1'));
    let after: string | undefined;
    let calls = 0;
    do {
      const deadlineMicros = deps.clock.nowMicros() + 30_000;
      const { next } = await reconcileObjects({ ...everything, after, deadlineMicros }, deps);
      after = next;
      calls++;
    } while (after !== undefined);
    expect(calls).toBeGreaterThan(2);
    expect(await living(deps.repository)).toHaveLength(50);
  });

  test('gets on by a key at least, even where its deadline has passed before it starts', async () => {
    const deps = setUp();
    for (const key of ['a', 'b']) await deps.store.put(key, Buffer.from('1'));
    const late = { ...everything, deadlineMicros: 0 };
    expect(await reconcileObjects(late, deps)).toMatchObject({ examined: 1, next: 'a' });
    expect(await reconcileObjects({ ...late, after: 'a' }, deps)).toMatchObject({ examined: 1 });
    expect((await living(deps.repository)).map(([key]) => key)).toEqual(['a', 'b']);
  });

  test(`stops at ${maxFindings} findings`, async () => {
    const deps = setUp();
    for (let index = 0; index < maxFindings + 1; index++)
      await deps.store.put(`k${String(index).padStart(4, '0')}`, Buffer.from('1'));
    const first = await reconcileObjects(everything, deps);
    expect(first).toMatchObject({ examined: maxFindings, next: 'k0999' });
    expect(first.findings).toHaveLength(maxFindings);
    const second = await reconcileObjects({ ...everything, after: first.next }, deps);
    expect(second).toMatchObject({ examined: 1, findings: [{ key: 'k1000' }] });
  });

  test('looks at the keys under its prefix only', async () => {
    const deps = setUp();
    for (const key of ['a/1', 'b/1']) await deps.store.put(key, Buffer.from('1'));
    await deps.repository.replaceCurrent(objectState({ key: 'b/gone' }), { unchangedSince: undefined });
    expect(await reconcileObjects({ ...everything, prefix: 'a/' }, deps)).toMatchObject({ examined: 1 });
    expect((await living(deps.repository)).map(([key]) => key)).toEqual(['a/1', 'b/gone']);
  });

  test('calls an object missing whose record says that it is gone', async () => {
    const deps = setUp();
    await deps.store.put('back', Buffer.from('1'));
    await deps.repository.replaceCurrent(tombstone({ key: 'back' }), { unchangedSince: undefined });
    const { findings } = await reconcileObjects(everything, deps);
    expect(findings).toEqual([{ key: 'back', difference: 'missing', repaired: true }]);
  });

  test('does not look again at what both lists agree about', async () => {
    const deps = setUp();
    await deps.store.put('k', Buffer.from('1'));
    await reconcileObjects(everything, deps);
    deps.store.head = () => Promise.reject(new Error('looked'));
    expect(await reconcileObjects(everything, deps)).toEqual({ examined: 1, findings: [] });
  });

  test.each([true, false])('finds nothing where only its lists lag behind (dry run: %s)', async (dryRun) => {
    const deps = setUp();
    await deps.store.put('k', Buffer.from('1'));
    await reconcileObjects(everything, deps);
    deps.repository.listLiving = () => Promise.resolve({ items: [] });
    expect(await reconcileObjects({ ...everything, dryRun }, deps)).toEqual({ examined: 1, findings: [] });
  });

  test('says that it did not mend what a notification mended meanwhile', async () => {
    const deps = setUp();
    await deps.store.put('k', Buffer.from('1'));
    const head = deps.store.head.bind(deps.store);
    deps.store.head = async (key) => {
      await deps.repository.replaceCurrent(objectState({ key }), { unchangedSince: undefined });
      return head(key);
    };
    const { findings } = await reconcileObjects(everything, deps);
    expect(findings).toEqual([{ key: 'k', difference: 'missing', repaired: false }]);
  });

  test('loses against a notification that is recorded between its look and its write', async () => {
    const deps = setUp();
    const notified = objectState({ key: 'k', sequencer: sequencer('FF') });
    const head = async (): Promise<ObjectContent> => {
      await deps.repository.replaceCurrent(notified, { unchangedSince: undefined });
      return { sizeBytes: 1, eTag: 'older' };
    };
    expect(
      await reconcileObject(
        { bucket, key: 'k' },
        { ...deps, store: { head, findRemoval: () => Promise.resolve(undefined) } },
      ),
    ).toBe('lost');
    expect(await deps.repository.findCurrent({ bucket, key: 'k' })).toEqual(notified);
  });
});
