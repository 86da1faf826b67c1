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
