import {
  decodeUtf8,
  elementsOf,
  err,
  kindOf,
  readCloudEvent,
  readJson,
  saysCloudEvent,
  type EventDraft,
  type EventFault,
  type JsonSlice,
} from '@annals/domain';
import type { Request, Response } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { essenceOf, requireUtf8, unsupported } from '../http/content-type.js';
import { ndjsonType } from '../http/list-lines.js';
import { Problem } from '../http/problem.js';
import { readBody, readText } from '../http/read-body.js';
import { parseBody } from '../http/read-json.js';
import { cloudEventsBatchType, nativeDraft } from './read-event.js';

/** The most bytes of body that a batch may have. */
export const maxBatchBodyBytes = 4 * 1024 * 1024;

/** The most events that a batch may have. */
export const maxBatchEvents = 1000;

/** One event of a batch: its draft, or why it could not be read at all. */
export type BatchEntry = { readonly draft: EventDraft } | { readonly faults: readonly EventFault[] };

/** How a batch is carried. */
export type BatchFormat = 'native' | 'cloud-events' | 'lines';

/** How `POST /events/batch` carries its events. Throws a 415 `Problem` for any other type. */
export function batchFormat(headers: IncomingHttpHeaders): BatchFormat {
  switch (essenceOf(headers)) {
    case 'application/json':
      return 'native';
    case cloudEventsBatchType:
      return 'cloud-events';
    case ndjsonType:
      return 'lines';
    default:
      throw unsupported(['application/json', cloudEventsBatchType, ndjsonType]);
  }
}

/** Reads a batch, event by event. Throws a `Problem`: 400, 413 or 415. What is wrong with an event, its entry carries. */
export async function readBatch(
  request: Request,
  response: Response,
  format: BatchFormat,
): Promise<readonly BatchEntry[]> {
  requireUtf8(request.headers);
  if (format === 'lines') return limited(linesOf(await readBody(request, response, maxBatchBodyBytes))).map(readLine);
  const json = parseBody(await readText(request, response, maxBatchBodyBytes));
  if (kindOf(json) !== 'array') throw new Problem('malformed-body', { detail: 'The body must be a JSON array.' });
  const read = format === 'native' ? nativeDraft : readCloudEvent;
  return limited(elementsOf(json)).map((element) => ({ draft: read(element) }));
}

/** The lines of a body that are not blank; `undefined` in the place of one that is not UTF-8, which fails no other. */
function linesOf(body: Buffer): readonly (string | undefined)[] {
  // Bytes as characters: a line feed is part of no other character of UTF-8.
  const lines = decodeUtf8(body)?.split('\n') ?? body.toString('latin1').split('\n').map(decodeLatin1);
  return lines.filter((line) => line?.trim() !== '');
}

function decodeLatin1(bytes: string): string | undefined {
  return decodeUtf8(Buffer.from(bytes, 'latin1'));
}

function readLine(line: string | undefined): BatchEntry {
  const json = line === undefined ? err('is not UTF-8') : readJson(line);
  return json.ok
    ? { draft: eitherDraft(json.value) }
    : { faults: [{ code: 'invalid', pointer: '#', detail: json.error }] };
}

function eitherDraft(json: JsonSlice): EventDraft {
  return saysCloudEvent(json) ? readCloudEvent(json) : nativeDraft(json);
}

function limited<T>(events: readonly T[]): readonly T[] {
  if (events.length <= maxBatchEvents) return events;
  throw new Problem('too-large', { detail: `A batch must have at most ${maxBatchEvents} events.` });
}
