import {
  identityOfKey,
  type AppendAttempt,
  type Event,
  type EventData,
  type ExtensionValue,
  type Instant,
} from '@annals/domain';
import { eventIndexKeys, eventKey, positionOfKey, type EventIndexKeys } from './schema/index.js';

/**
 * An attempt as the table keeps it. `id` and `source` are read from `pk`, the instant and the hash from `gsi1sk`; an absent
 * attribute is an absent field. The largest event takes about 290,000 of the 409,600 bytes that an item may have.
 */
export interface EventItem extends EventIndexKeys {
  readonly pk: string;
  readonly sk: string;
  readonly type: string;
  readonly subject?: string;
  readonly time?: string;
  readonly recordedAt: string;
  readonly expiresAt?: string;
  readonly expiresAtMs?: number;
  /** `expiresAtMs` in seconds, rounded up: DynamoDB deletes nothing early. */
  readonly ttl?: number;
  readonly dataContentType?: string;
  readonly dataSchema?: string;
  /** Names and values in posted order: a DynamoDB map has no order, and a name such as `constructor` is no key for the SDK. */
  readonly extensions?: readonly (readonly [string, ExtensionValue])[];
  /** The data, at most one of three. */
  readonly json?: string;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly writeId: string;
}

/** Fields that an item holds under the event's own names, where they are present. */
const sameFields = ['subject', 'time', 'expiresAt', 'expiresAtMs', 'dataContentType', 'dataSchema'] as const;

/** Writes an attempt as an item, in a shard of the indexes. */
export function eventItemOf({ event, writeId }: AppendAttempt, shard: number): EventItem {
  return {
    ...eventKey(event),
    ...eventIndexKeys(event, shard),
    type: event.type,
    recordedAt: event.recordedAt,
    ...presentFields(event),
    ...(event.expiresAtMs !== undefined && { ttl: Math.ceil(event.expiresAtMs / 1000) }),
    ...(event.extensions.size > 0 && { extensions: [...event.extensions] }),
    ...dataFields(event.data),
    digest: event.digest,
    sizeBytes: event.sizeBytes,
    writeId,
  };
}

/** Reads an item back. It trusts what this package has written. */
export function attemptOfItem(item: EventItem): AppendAttempt {
  const event: Event = {
    ...identityOfKey(item.pk),
    type: item.type,
    ...positionOfKey(item.gsi1sk),
    recordedAt: item.recordedAt as Instant,
    ...presentFields(item),
    extensions: new Map(item.extensions),
    data: dataOf(item),
    digest: item.digest,
    sizeBytes: item.sizeBytes,
  };
  return { event, writeId: item.writeId };
}

type SameFields = Pick<Event, (typeof sameFields)[number]>;

function presentFields(from: SameFields): SameFields {
  const present: Record<string, string | number> = {};
  for (const name of sameFields) {
    const value = from[name];
    if (value !== undefined) present[name] = value;
  }
  return present;
}

function dataFields(data: EventData): Pick<EventItem, 'json' | 'text' | 'bytes'> {
  switch (data.kind) {
    case 'none':
      return {};
    case 'json':
      return { json: data.text };
    case 'text':
      return { text: data.text };
    case 'bytes':
      return { bytes: data.bytes };
  }
}

function dataOf({ json, text, bytes }: EventItem): EventData {
  if (json !== undefined) return { kind: 'json', text: json };
  if (text !== undefined) return { kind: 'text', text };
  if (bytes !== undefined) return { kind: 'bytes', bytes };
  return { kind: 'none' };
}
