import { describe, expect, test } from '@jest/globals';
import { objectState, sequencer } from '../../testing/object-builders.js';
import type { Instant } from '../shared/instant.js';
import type { ObjectChange } from './object-change.js';
import { agrees, entryOf, reconciled, type ObjectState } from './object-record.js';
import { parseSequencer, sequencerOfMicros } from './sequencer.js';

const at = '2026-01-01T00:00:01.000000000Z' as Instant;
const touched: ObjectChange = {
  bucket: 'main-bucket',
  key: 'k',
  eventName: 'ObjectTagging:Put',
  eventTime: at,
  eventSource: 'aws:s3',
};

describe('the place of a change in a history', () => {
  const position = (change: Partial<ObjectChange>): string => entryOf({ ...touched, ...change }, {}, at).position;

  test('is its sequencer, whatever else it says, so that it is the same when it comes again', () => {
    const ordered = { sequencer: sequencer('1A') };
    expect(position(ordered)).toBe(sequencer('1A'));
    expect(position({ ...ordered, eventName: 'ObjectRemoved:Delete', versionId: 'v' })).toBe(sequencer('1A'));
  });

  test('differs by name and by version where there is no sequencer, and stays the same when it comes again', () => {
    const changes = [{}, { eventName: 'ObjectTagging:Delete' }, { versionId: 'v1' }, { versionId: 'v2' }];
    expect(new Set(changes.map(position)).size).toBe(changes.length);
    expect(changes.map(position)).toEqual(changes.map(position));
  });

  test('is among the sequencers where its time says', () => {
    const before = sequencerOfMicros(Date.parse(at) * 1000 - 1);
    const behind = sequencerOfMicros(Date.parse(at) * 1000 + 1);
    expect(position({}) > before).toBe(true);
    expect(position({}) < behind).toBe(true);
  });

  test('fits the sort key of a table, however long the name and the version are', () => {
    expect(position({ eventName: 'N'.repeat(128), versionId: 'v'.repeat(1024) })).toHaveLength(1000);
  });

  test('is the first for what a reconciliation finds, also where the last sequencer is of a later time', () => {
    const before = objectState({ sequencer: sequencer('FF') });
    const { entry } = reconciled(before, { content: undefined, removal: undefined }, before, {
      recordedAt: at,
      lookedAt: at,
    });
    expect(entry.position > before.sequencer).toBe(true);
  });
});

describe('a state and what a bucket shows', () => {
  const content = { sizeBytes: 1, eTag: 'e' };
  const state = (members: Partial<ObjectState> = {}): ObjectState => {
    const { versionId: _versionId, ...rest } = objectState(content);
    return { ...rest, ...members };
  };

  test('agree where the object is gone in both, or was never there', () => {
    expect(agrees(undefined, undefined)).toBe(true);
    expect(agrees(state({ removed: true }), undefined)).toBe(true);
  });

  test('differ where only one of them has the object', () => {
    expect(agrees(state(), undefined)).toBe(false);
    expect(agrees(undefined, content)).toBe(false);
    expect(agrees(state({ removed: true }), content)).toBe(false);
  });

  test('agree if eTag and size are the same, not one of both', () => {
    expect(agrees(state(), { ...content, contentType: 'a/b' })).toBe(true);
    expect(agrees(state(), { ...content, sizeBytes: 2 })).toBe(false);
    expect(agrees(state(), { ...content, eTag: 'f' })).toBe(false);
  });

  test('are told apart by their versions where both name one, whatever the content', () => {
    expect(agrees(state({ versionId: 'a' }), { ...content, versionId: 'b' })).toBe(false);
    expect(agrees(state({ versionId: 'a' }), { sizeBytes: 2, versionId: 'a' })).toBe(true);
    expect(agrees(state({ versionId: 'a' }), content)).toBe(true);
  });
});

describe('a sequencer', () => {
  test('is 1 to 64 hexadecimal digits, in upper case and padded on the right', () => {
    expect(parseSequencer('0055aed6dc')).toBe('0055AED6DC'.padEnd(64, '0'));
    expect(parseSequencer('A'.repeat(64))).toBe('A'.repeat(64));
    for (const bad of ['', 'A'.repeat(65), 'G', '0x1', 5, undefined]) expect(parseSequencer(bad)).toBeUndefined();
  });

  test('of a time is in the order of time, from before 1970 on', () => {
    const micros = [-1_500_000, 0, 1, 999_999, 1_000_000, 1_700_000_000_000_000];
    const made = micros.map(sequencerOfMicros);
    expect(made.every((text) => parseSequencer(text) === text)).toBe(true);
    expect(made.slice(1)).toEqual(made.slice(1).sort());
  });
});
