import {
  membersOf,
  readBinaryCloudEvent,
  readCloudEvent,
  readNativeEvent,
  saysBinaryCloudEvent,
  type EventDraft,
  type JsonSlice,
} from '@annals/domain';
import type { Request, Response } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { essenceOf, requireUtf8, unsupported } from '../http/content-type.js';
import { readBody, readText } from '../http/read-body.js';
import { parseBody, wellFormed } from '../http/read-json.js';
import { cloudEventType } from './event-form.js';
import { shapeFaults } from './native-event.shape.js';

/** The most bytes of body that a request with one event may have. */
export const maxEventBodyBytes = 1024 * 1024;

/** The media type of CloudEvents' batch format. */
export const cloudEventsBatchType = 'application/cloudevents-batch+json';

/** How the event of a request is carried. */
export type EventFormat = 'native' | 'structured' | 'binary' | 'batch';

/**
 * How `POST /events` carries its events: the content type decides first, as CloudEvents has it, then the `ce-` headers.
 * Throws a 415 `Problem` for anything else.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3-http-message-mapping
 */
export function eventFormat(headers: IncomingHttpHeaders): EventFormat {
  const essence = essenceOf(headers);
  if (essence === cloudEventsBatchType) return 'batch';
  if (essence === cloudEventType) return 'structured';
  if (!essence.startsWith('application/cloudevents')) {
    if (saysBinaryCloudEvent(headers)) return 'binary';
    if (essence === 'application/json') return 'native';
  }
  throw unsupported(['application/json', cloudEventType, cloudEventsBatchType]);
}

/** Reads the one event of a request. Throws a `Problem`: 400, 413 or 415. What is wrong with the event itself, its draft carries. */
export async function readEvent(
  request: Request,
  response: Response,
  format: Exclude<EventFormat, 'batch'>,
): Promise<EventDraft> {
  if (format === 'binary') {
    const body = await readBody(request, response, maxEventBodyBytes);
    return wellFormed(readBinaryCloudEvent(request.headers as Record<string, string | undefined>, body));
  }
  requireUtf8(request.headers);
  const json = parseBody(await readText(request, response, maxEventBodyBytes));
  return format === 'native' ? nativeDraft(json) : readCloudEvent(json);
}

/** The draft of a native event: the faults of its shape first, and each member's fault once. */
export function nativeDraft(json: JsonSlice, members = membersOf(json)): EventDraft {
  const draft = readNativeEvent(json, members);
  const shape = shapeFaults(json, members);
  if (shape.length === 0) return draft;
  const judged = new Set(shape.map((fault) => fault.pointer));
  return { ...draft, faults: [...shape, ...draft.faults.filter((fault) => !judged.has(fault.pointer))] };
}
