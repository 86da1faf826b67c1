import { membersOf, readJson, valueOf, type JsonSlice } from '../json/json-slice.js';
import { instantFromMicros, microsOf, parseInstant } from '../shared/instant.js';
import type { Sha256 } from '../shared/ports.js';
import { err, ok, type Result } from '../shared/result.js';
import { encodeUtf8 } from '../shared/utf8.js';
import { acceptEvent } from './accept-event.js';
import { decodeUtf8, type EventData } from './event-data.js';
import { pointer, type DraftData, type EventDraft, type EventFault } from './event-draft.js';
import type { AppendAttempt } from './event-repository.js';
import { decodeBase64, encodeBase64 } from './representations/base64.js';
import { jsonObject, jsonText } from './representations/json-members.js';

/** The version of the messages that are written, and the only one that is read. */
const version = 1;

/** Attributes that a message holds under the event's own names, where they are present. */
const attributes = [
  'id',
  'source',
  'type',
  'subject',
  'time',
  'expiresAt',
  'dataContentType',
  'dataSchema',
] as const satisfies readonly (keyof EventDraft)[];

/**
 * Writes an event that was accepted as the body of a message: a JSON object. JSON data stands in it token for token; text stands in
 * base64 like bytes, because escapes could make six bytes of one. The largest takes about 400 KB.
 *
 * What can be computed is left out, but for the digest: it tells whether the reader understands what the writer meant.
 */
export function encodeQueuedEvent({ event, writeId }: AppendAttempt): string {
  return jsonObject([
    ['version', jsonText(version)],
    ['writeId', jsonText(writeId)],
    ['recordedAt', jsonText(event.recordedAt)],
    ['instant', jsonText(event.time === undefined ? event.instant : undefined)],
    ['digest', jsonText(event.digest)],
    ...attributes.map((name) => [name, jsonText(event[name])] as const),
    ['extensions', jsonObject([...event.extensions].map(([name, value]) => [name, jsonText(value)]))],
    ...encodeData(event.data),
  ]);
}

function encodeData(data: EventData): (readonly ['json' | 'text' | 'bytes', string])[] {
  switch (data.kind) {
    case 'none':
      return [];
    case 'json':
      return [['json', data.text]];
    case 'text':
      return [['text', `"${encodeBase64(encodeUtf8(data.text))}"`]];
    case 'bytes':
      return [['bytes', `"${encodeBase64(data.bytes)}"`]];
  }
}

/**
 * Reads the body of a message back: the attempt that it was written from. Every rule is applied anew, as at the acceptance, so that
 * nothing but an event comes out of it, whoever sent the message. Fails with a sentence that repeats nothing of the body.
 */
export function decodeQueuedEvent(body: string, sha256: Sha256): Result<AppendAttempt, string> {
  const json = readJson(body);
  if (!json.ok) return err(`the message ${json.error}`);
  const members = new Map(membersOf(json.value).map((member) => [member.name, member]));
  if (members.size === 0) return err('the message is no queued event');
  if (valueIn(members, 'version') !== version)
    return err(`the message is no queued event of version ${version}, the only one known here`);
  const writeId = valueIn(members, 'writeId');
  if (typeof writeId !== 'string' || writeId === '') return err('the message has no writeId');
  const acceptedAtMicros = microsIn(members, 'recordedAt');
  if (acceptedAtMicros === undefined) return err('the message does not say when the event was accepted');
  const defaultTimeMicros = members.has('time') ? acceptedAtMicros : microsIn(members, 'instant');
  if (defaultTimeMicros === undefined) return err('the message does not say when the event occurred');
  const data = decodeData(members);
  if (data === undefined) return err('the message has data that cannot be read');
  const event = acceptEvent(draftOf(members, data), { acceptedAtMicros, defaultTimeMicros, sha256 });
  if (!event.ok) return err(`the event is invalid: ${sentenceOf(event.error)}`);
  if (event.value.digest !== valueIn(members, 'digest')) return err('the digest is not that of the event');
  return ok({ event: event.value, writeId });
}

function sentenceOf(faults: readonly EventFault[]): string {
  return faults.map((fault) => `${fault.pointer} ${fault.detail}`).join('; ');
}

type Members = ReadonlyMap<string, JsonSlice>;

function valueIn(members: Members, name: string): unknown {
  const member = members.get(name);
  return member === undefined ? undefined : valueOf(member);
}

/** The microseconds of an instant that stands in the form that it was written in. */
function microsIn(members: Members, name: string): number | undefined {
  const text = valueIn(members, name);
  const instant = typeof text === 'string' ? parseInstant(text) : undefined;
  if (!instant?.ok) return undefined;
  const micros = microsOf(instant.value);
  return instantFromMicros(micros) === text ? micros : undefined;
}

function draftOf(members: Members, data: DraftData): EventDraft {
  const values = Object.fromEntries(attributes.map((name) => [name, valueIn(members, name)]));
  const extensions = members.get('extensions');
  return {
    id: undefined,
    source: undefined,
    type: undefined,
    ...values,
    extensions: new Map(
      extensions === undefined ? [] : membersOf(extensions).map((member) => [member.name, valueOf(member)]),
    ),
    data,
    faults: [],
    pointerTo: (field) => pointer(...field.split('/')),
  };
}

function decodeData(members: Members): DraftData | undefined {
  const json = members.get('json');
  if (json !== undefined) return { kind: 'json', json };
  if (members.has('text')) {
    const bytes = decodedIn(members, 'text');
    const text = bytes && decodeUtf8(bytes);
    return text === undefined ? undefined : { kind: 'text', text };
  }
  if (!members.has('bytes')) return { kind: 'none' };
  const bytes = decodedIn(members, 'bytes');
  return bytes && { kind: 'bytes', bytes };
}

function decodedIn(members: Members, name: string): Uint8Array | undefined {
  const value = valueIn(members, name);
  return typeof value === 'string' ? decodeBase64(value) : undefined;
}
