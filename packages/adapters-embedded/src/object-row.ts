import { objectHash, type HistoryEntry, type ObjectIdentity, type ObjectState } from '@annals/domain';
import type { HistoryRow, StateRow } from './object-columns.js';
import { sha256 } from './sha256.js';

/** Writes a state as a row. */
export function stateRowOf(state: ObjectState): StateRow {
  return [
    state.bucket,
    state.key,
    objectHash(state, sha256),
    state.removed ? 1 : 0,
    state.sequencer,
    state.eventTime,
    state.recordedAt,
    state.reconciledAt ?? null,
    jsonOf(state),
  ];
}

/** Writes a history entry as a row. */
export function historyRowOf(entry: HistoryEntry): HistoryRow {
  return [entry.bucket, entry.key, entry.position, jsonOf(entry)];
}

/** Reads the state of an object from its JSON. */
export function stateOfJson(identity: ObjectIdentity, json: string): ObjectState {
  return { ...identity, ...(JSON.parse(json) as Omit<ObjectState, keyof ObjectIdentity>) };
}

/** Reads a history entry of an object from its JSON. */
export function entryOfJson(identity: ObjectIdentity, json: string): HistoryEntry {
  return { ...identity, ...(JSON.parse(json) as Omit<HistoryEntry, keyof ObjectIdentity>) };
}

/** The bucket and the key have columns of their own. */
function jsonOf({ bucket: _bucket, key: _key, ...rest }: ObjectState | HistoryEntry): string {
  return JSON.stringify(rest);
}
