import type { EventData, Instant } from '@annals/domain';

// Apart from `event-row.ts`, so that the writer's thread loads nothing of the domain.

/** What a list judges an event by: the columns that stand first. */
export const entryColumns = ['instant', 'hash', 'type', 'source', 'subject', 'expires_at_ms', 'size_bytes'] as const;

/** The columns of an event, in the order of a row's values. */
export const eventColumns = [
  ...entryColumns,
  'id',
  'time',
  'recorded_at',
  'expires_at',
  'data_content_type',
  'data_schema',
  'extensions',
  'digest',
  'write_id',
  'data_kind',
  'data',
] as const;

/** The values of `entryColumns`. */
export type EntryValues = [
  instant: Instant,
  hash: string,
  type: string,
  source: string,
  subject: string | null,
  expiresAtMs: number | null,
  sizeBytes: number,
];

/** The values of one event, as `eventColumns` orders them. */
export type EventRow = [
  ...EntryValues,
  id: string,
  time: string | null,
  recordedAt: Instant,
  expiresAt: string | null,
  dataContentType: string | null,
  dataSchema: string | null,
  extensions: string | null,
  digest: string,
  writeId: string,
  dataKind: EventData['kind'],
  data: string | Uint8Array | null,
];
