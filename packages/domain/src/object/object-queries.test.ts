import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../testing/event-builders.js';
import { InMemoryObjectRecordRepository } from '../../testing/in-memory-object-record-repository.js';
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.js';
import { historyEntry, objectState, secondsIn2026 } from '../../testing/object-builders.js';
import { openCursor, positionToText, sealCursor, textToPosition } from '../listing/cursor.js';
import type { Result } from '../shared/result.js';
import { objectKeyOf, parseKeyPrefix, parseObjectKey } from './object-identity.js';
import { effectOf } from './object-change.js';
import { listBucket, listObjectChanges, listObjectHistory, listObjects, type CursorPage } from './object-queries.js';
import { noSequencer, parseSequencer, sequencerOfMicros } from './sequencer.js';
import { maxUploadBytes, parseUploadTerms } from './upload-terms.js';

async function all<T>(read: (cursor: string | undefined) => Promise<Result<CursorPage<T>, string>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    if (!page.ok) throw new Error(page.error);
    items.push(...page.value.items);
    cursor = page.value.nextCursor;
    if (cursor !== undefined) expect(cursor).toMatch(/^[A-Za-z0-9._-]{1,2000}$/);
  } while (cursor !== undefined);
  return items;
}

describe('object lists', () => {
  test('page to the end by cursors that no other list takes', async () => {
    const repository = new InMemoryObjectRecordRepository();
    const store = new InMemoryObjectStore();
    const keys = ['a', 'b', '\u{1f600}'.repeat(256)];
    for (const [index, key] of keys.entries()) {
      await repository.replaceCurrent(objectState({ key, eventTime: secondsIn2026(index) }), {
        unchangedSince: undefined,
      });
      await repository.addToHistory(historyEntry({ key: 'a', position: `p~${index}` }));
      await store.put(key, Buffer.from('x'));
    }
    const deps = { repository, store, sha256 };
    const bucket = 'main-bucket';
    const byKey = await all((cursor) => listObjects({ bucket, prefix: '' }, { limit: 1, cursor }, deps));
    expect(byKey.map(({ key }) => key)).toEqual(keys);
    const byChange = await all((cursor) => listObjectChanges({ bucket }, { limit: 1, cursor }, deps));
    expect(byChange.map(({ key }) => key)).toEqual([...keys].reverse());
    const history = await all((cursor) => listObjectHistory({ bucket, key: 'a' }, { limit: 1, cursor }, deps));
    expect(history.map(({ position }) => position)).toEqual(['p~2', 'p~1', 'p~0']);
    const live = await all((cursor) => listBucket('', { limit: 1, cursor }, deps));
    expect(live.map(({ key }) => key)).toEqual(keys);
    const first = await listObjects({ bucket, prefix: '' }, { limit: 1 }, deps);
    const cursor = first.ok ? first.value.nextCursor : undefined;
    expect((await listObjects({ bucket, prefix: 'a' }, { limit: 1, cursor }, deps)).ok).toBe(false);
    expect((await listObjects({ bucket: 'other', prefix: '' }, { limit: 1, cursor }, deps)).ok).toBe(false);
    expect((await listBucket('', { limit: 1, cursor }, deps)).ok).toBe(false);
    expect((await listObjectHistory({ bucket, key: 'a' }, { limit: 1, cursor }, deps)).ok).toBe(false);
    expect((await listObjectChanges({ bucket }, { limit: 1, cursor }, deps)).ok).toBe(false);
  });

  test('take any text as a position', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string(), (text, query) => {
        const opened = openCursor(sealCursor(textToPosition(text), query, sha256), query, sha256);
        expect(opened.ok && positionToText(opened.value)).toBe(text);
      }),
    );
    expect(positionToText('_w')).toBeUndefined();
    expect(positionToText('a')).toBeUndefined();
  });

  test('refuse a position of another list even where it is sealed', async () => {
    const query = JSON.stringify(['changes', 'b', null, null]);
    const cursor = sealCursor('nonsense', query, sha256);
    const deps = { repository: new InMemoryObjectRecordRepository(), sha256 };
    expect(await listObjectChanges({ bucket: 'b' }, { limit: 1, cursor }, deps)).toEqual({
      ok: false,
      error: 'is not a cursor of this list',
    });
  });
});

test('a key is 1 to 1,024 bytes of anything that UTF-8 can write', () => {
  for (const key of ['a', '\u0000', '..', '\u{1f600}'.repeat(256)])
    expect(parseObjectKey(key)).toEqual({ ok: true, value: key });
  for (const key of ['', '\ud800', 'x'.repeat(1025), 7, undefined]) expect(parseObjectKey(key).ok).toBe(false);
  expect(parseKeyPrefix('')).toEqual({ ok: true, value: '' });
  expect(parseKeyPrefix('x'.repeat(1025)).ok).toBe(false);
  expect(objectKeyOf({ bucket: 'b'.repeat(63), key: 'x'.repeat(1024) })).toHaveLength(1095);
});

test('sequencers are padded on the right, so that longer ones compare as S3 asks for', () => {
  expect(parseSequencer('0055aed6dcd90281e5')).toBe('0055AED6DCD90281E5'.padEnd(64, '0'));
  expect(parseSequencer('1')! > parseSequencer('0FFFFFFF')!).toBe(true);
  for (const value of ['', 'xyz', 'A'.repeat(65), 7, undefined]) expect(parseSequencer(value)).toBeUndefined();
  expect(noSequencer < parseSequencer('0000000001')!).toBe(true);
});

test('sequencers of moments are in the order of time', () => {
  const micros = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(micros, micros, (left, right) => {
      expect(Math.sign(left - right)).toBe(
        sequencerOfMicros(left) === sequencerOfMicros(right)
          ? 0
          : sequencerOfMicros(left) < sequencerOfMicros(right)
            ? -1
            : 1,
      );
    }),
  );
});

test.each([
  ['ObjectCreated:CompleteMultipartUpload', undefined, 'created'],
  ['ObjectRemoved:Delete', undefined, 'removed'],
  ['ObjectRemoved:Delete', 'v', 'version-removed'],
  ['ObjectRemoved:DeleteMarkerCreated', 'v', 'removed'],
  ['LifecycleExpiration:Delete', 'v', 'version-removed'],
  ['LifecycleExpiration:DeleteMarkerCreated', 'v', 'removed'],
  ['ObjectAcl:Put', 'v', 'touched'],
  ['Other:Thing', undefined, undefined],
])('%s (version %s) is %s', (eventName, versionId, effect) => {
  expect(effectOf({ eventName, ...(versionId !== undefined && { versionId }) })).toBe(effect);
});

describe('upload terms', () => {
  const terms = {
    key: 'k',
    contentType: 'text/plain',
    sizeBytes: 5,
    checksumSha256: Buffer.alloc(32).toString('base64'),
  };

  test('are read as they are', () => {
    expect(parseUploadTerms(terms)).toEqual({ ok: true, value: terms });
    expect(parseUploadTerms({ ...terms, sizeBytes: maxUploadBytes, checksumSha256: undefined }).ok).toBe(true);
    expect(parseUploadTerms({ ...terms, sizeBytes: 0 }).ok).toBe(true);
  });

  test.each([
    [{ key: '' }, '#/key'],
    [{ contentType: 'x' }, '#/contentType'],
    [{ contentType: 'text/plain; title="\u00e9"' }, '#/contentType'],
    [{ sizeBytes: -1 }, '#/sizeBytes'],
    [{ sizeBytes: 1.5 }, '#/sizeBytes'],
    [{ sizeBytes: '5' }, '#/sizeBytes'],
    [{ checksumSha256: 'abc=' }, '#/checksumSha256'],
    [{ more: 1 }, '#/more'],
  ])('are refused with %j', (members, pointer) => {
    expect(parseUploadTerms({ ...terms, ...members })).toMatchObject({
      ok: false,
      error: [{ code: 'invalid', pointer }],
    });
  });

  test('name everything that is missing, and a size that is too large', () => {
    expect(parseUploadTerms({})).toMatchObject({
      ok: false,
      error: [{ pointer: '#/key' }, { pointer: '#/contentType' }, { pointer: '#/sizeBytes' }],
    });
    expect(parseUploadTerms({ ...terms, sizeBytes: maxUploadBytes + 1 })).toMatchObject({
      ok: false,
      error: [{ code: 'too-large' }],
    });
  });
});
