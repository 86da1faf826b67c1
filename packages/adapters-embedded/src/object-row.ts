import { objectHash, type HistoryEntry, type ObjectIdentity, type ObjectState } from '@annals/domain';
import { sha256 } from './sha256.js';

/** The columns of a current state, in the order of a row's values. */
export const stateColumns = [
  'bucket',
  'key',
  'hash',
  'removed',
  'sequencer',
  'event_time',
  'recorded_at',
  'reconciled_at',
  'state',
] as const;

/** The values of a current state, as `stateColumns` orders them. */
export type StateRow = [
  bucket: string,
  key: string,
  hash: string,
  removed: 0 | 1,
  sequencer: string,
  eventTime: string,
  recordedAt: string,
  reconciledAt: string | null,
  state: string,
];

/** The values of a history entry: its JSON is last. */
export type HistoryRow = [bucket: string, key: string, position: string, entry: string];

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
