import type { EventData } from '@annals/domain';

/** The columns of an event, in the order of a row's values. They stand apart from `event-row.ts` so that the writer's thread loads nothing of the domain. */
export const eventColumns = [
  'instant',
  'hash',
  'type',
  'source',
  'subject',
  'expires_at_ms',
  'size_bytes',
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

/** The values of one event, as `eventColumns` orders them. */
export type EventRow = [
  instant: string,
  hash: string,
  type: string,
  source: string,
  subject: string | null,
  expiresAtMs: number | null,
  sizeBytes: number,
  id: string,
  time: string | null,
  recordedAt: string,
  expiresAt: string | null,
  dataContentType: string | null,
  dataSchema: string | null,
  extensions: string | null,
  digest: string,
  writeId: string,
  dataKind: EventData['kind'],
  data: string | Uint8Array | null,
];
