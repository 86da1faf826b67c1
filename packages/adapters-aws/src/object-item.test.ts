import { describe, expect, test } from '@jest/globals';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { HistoryEntry, ObjectState } from '@annals/domain';
import { historyEntry, objectState, tombstone } from '@annals/domain/testing';
import { itemBytes, maxItemBytes } from '../test/item-size.js';
import {
  currentItemOf,
  entryOfItem,
  historyItemOf,
  stateOfItem,
  type CurrentItem,
  type HistoryItem,
} from './object-item.js';

const place = { hash: 'h'.repeat(22), shard: 255 };

/** The state, as it comes out of what the SDK sends. */
function storedState(state: ObjectState): ObjectState {
  return stateOfItem(unmarshall(marshall(currentItemOf(state, place, 'w1'))) as CurrentItem);
}

function storedEntry(entry: HistoryEntry): HistoryEntry {
  return entryOfItem(unmarshall(marshall(historyItemOf(entry, 'w1'))) as HistoryItem);
}

/** Names that are no ordinary members of an object. */
const metadata = Object.fromEntries([
  ['__proto__', 'a'],
  ['constructor', 'b'],
  ['tostring', ''],
  ['naïve', '\u{1f600}'],
]);

describe('an object item', () => {
  test('gives any state and any entry back, whatever its metadata is called', () => {
    for (const state of [objectState({ metadata }), tombstone(), objectState({ key: '#a#b#', sizeBytes: 2 ** 45 })])
      expect(storedState(state)).toStrictEqual(state);
    const position = `${'0'.repeat(64)}~2026-01-01T00:00:00.000000000Z~RECONCILED`;
    for (const entry of [historyEntry({ metadata }), historyEntry({ position, removed: true })])
      expect(storedEntry(entry)).toStrictEqual(entry);
    expect(Object.keys(storedState(objectState({ metadata })).metadata!)).toContain('__proto__');
  });

  test('with the longest key and the most metadata is far within what DynamoDB stores', () => {
    const largest = objectState({
      bucket: 'b'.repeat(63),
      key: '\u{1f600}'.repeat(256),
      versionId: 'v'.repeat(1024),
      contentType: 'c'.repeat(1024),
      principalId: 'p'.repeat(1024),
      metadata: Object.fromEntries(Array.from({ length: 512 }, (_, index) => [`k${index}`, ''])),
    });
    expect(itemBytes(marshall(currentItemOf(largest, place, 'w'.repeat(36))))).toBeLessThan(maxItemBytes / 10);
  });
});
