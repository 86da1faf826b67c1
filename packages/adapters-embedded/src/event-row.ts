import { noExtensions, type AppendAttempt, type Event, type EventData, type ExtensionValue } from '@annals/domain';
import type { EventRow } from './event-columns.js';

/** Writes an attempt as a row. */
export function rowOf({ event, writeId }: AppendAttempt): EventRow {
  return [
    event.instant,
    event.hash,
    event.type,
    event.source,
    event.subject ?? null,
    event.expiresAtMs ?? null,
    event.sizeBytes,
    event.id,
    event.time ?? null,
    event.recordedAt,
    event.expiresAt ?? null,
    event.dataContentType ?? null,
    event.dataSchema ?? null,
    event.extensions.size === 0 ? null : JSON.stringify([...event.extensions]),
    event.digest,
    writeId,
    event.data.kind,
    contentOf(event.data),
  ];
}

function contentOf(data: EventData): string | Uint8Array | null {
  switch (data.kind) {
    case 'none':
      return null;
    case 'json':
    case 'text':
      return data.text;
    case 'bytes':
      return withOwnBuffer(data.bytes);
  }
}

/** A view into a larger buffer would carry all of it to the writer's thread. */
function withOwnBuffer(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

/** Reads the attempt that a row was written from. */
export function attemptOf(row: EventRow): AppendAttempt {
  // prettier-ignore
  const [
    instant, hash, type, source, subject, expiresAtMs, sizeBytes, id, time, recordedAt, expiresAt,
    dataContentType, dataSchema, extensions, digest, writeId, dataKind, data,
  ] = row;
  const event: Event = {
    id,
    source,
    type,
    ...(subject !== null && { subject }),
    ...(time !== null && { time }),
    instant,
    recordedAt,
    ...(expiresAt !== null && { expiresAt }),
    ...(expiresAtMs !== null && { expiresAtMs }),
    ...(dataContentType !== null && { dataContentType }),
    ...(dataSchema !== null && { dataSchema }),
    extensions: extensions === null ? noExtensions : new Map(JSON.parse(extensions) as [string, ExtensionValue][]),
    data: dataOf(dataKind, data),
    digest,
    hash,
    sizeBytes,
  };
  return { event, writeId };
}

function dataOf(kind: EventData['kind'], content: string | Uint8Array | null): EventData {
  switch (kind) {
    case 'none':
      return { kind };
    case 'json':
    case 'text':
      return { kind, text: content as string };
    case 'bytes':
      return { kind, bytes: content as Uint8Array };
  }
}
