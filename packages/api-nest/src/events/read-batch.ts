import {
  err,
  JsonArrayReader,
  membersOf,
  readCloudEvent,
  readJson,
  saysCloudEvent,
  type EventBatch,
  type EventDraft,
  type JsonSlice,
} from '@annals/domain';
import type { Request, Response } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { essenceOf, requireUtf8, unsupported } from '../http/content-type.js';
import { LinePieces, type Line } from '../http/line-pieces.js';
import { ndjsonType } from '../http/list-lines.js';
import { Problem } from '../http/problem.js';
import { readPieces } from '../http/read-body.js';
import { wellFormed } from '../http/read-json.js';
import { Utf8Pieces } from '../http/utf8-pieces.js';
import { cloudEventsBatchType, nativeDraft } from './read-event.js';

/** The most bytes of body that a batch may have. */
export const maxBatchBodyBytes = 4 * 1024 * 1024;

/** The most events that a batch may have. */
export const maxBatchEvents = 1000;

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

/** What takes a body's bytes as they arrive. */
interface BodyReader {
  take(piece: Buffer): void;
  end(): void;
}

/**
 * Reads the events of a request's body into a batch, each as soon as it is complete: what was read is let go, and a body that is
 * refused is refused where it goes wrong. What is wrong with an event, its result carries.
 *
 * Throws a `Problem`: 400, 413 or 415. The batch is to be dropped then.
 */
export async function readBatch(
  request: Request,
  response: Response,
  format: BatchFormat,
  batch: EventBatch,
): Promise<void> {
  requireUtf8(request.headers);
  const reader = readerInto(batch, format);
  await readPieces(request, response, maxBatchBodyBytes, (piece) => reader.take(piece));
  reader.end();
}

function readerInto(batch: EventBatch, format: BatchFormat): BodyReader {
  if (format === 'lines') return new LinePieces((line) => addLine(batch, line));
  const read = format === 'native' ? nativeDraft : readCloudEvent;
  return arrayReader((json) => {
    requireRoom(batch);
    batch.add(read(json));
  });
}

function arrayReader(onElement: (json: JsonSlice) => void): BodyReader {
  const text = new Utf8Pieces();
  const array = new JsonArrayReader(onElement);
  return {
    take: (piece) => wellFormed(array.read(text.decode(piece))),
    end: () => {
      text.end();
      wellFormed(array.end());
    },
  };
}

/** Adds the event of a line; blank ones are none. */
function addLine(batch: EventBatch, line: Line): void {
  if (line?.text.slice(line.start, line.end).trim() === '') return;
  requireRoom(batch);
  const json = line === undefined ? err('is not UTF-8') : readJson(line.text, line.start, line.end);
  if (json.ok) batch.add(eitherDraft(json.value));
  else batch.addUnreadable([{ code: 'invalid', pointer: '#', detail: json.error }]);
}

function eitherDraft(json: JsonSlice): EventDraft {
  const members = membersOf(json);
  return saysCloudEvent(members) ? readCloudEvent(json, members) : nativeDraft(json, members);
}

function requireRoom({ results }: EventBatch): void {
  if (results.length < maxBatchEvents) return;
  throw new Problem('too-large', { detail: `A batch must have at most ${maxBatchEvents} events.` });
}
