import { kindOf, membersOf, valueOf, type JsonMember, type JsonSlice } from '../../json/json-slice.js';
import { noExtensions } from '../event-attributes.js';
import { isJsonContentType, type EventData } from '../event-data.js';
import { pointer, type DraftData, type EventDraft, type EventFault } from '../event-draft.js';
import { timeOf, type Event } from '../event.js';
import { encodeBase64 } from './base64.js';
import { base64Data, eventMembers, invalid, jsonMember, jsonObject, jsonText } from './json-members.js';

/** The members of Annals' own representation, `application/json`. */
const nativeMembers = [
  'id',
  'source',
  'type',
  'subject',
  'time',
  'expiresAt',
  'dataContentType',
  'dataSchema',
  'extensions',
  'payload',
  'payloadText',
  'payloadBase64',
] as const;

type NativeMember = (typeof nativeMembers)[number];
type PayloadMember = Extract<NativeMember, `payload${string}`>;

const known: ReadonlySet<string> = new Set(nativeMembers);
const payloadMembers = ['payload', 'payloadText', 'payloadBase64'] as const;

/** The content types of data that is no JSON and names none. */
const defaultContentTypes = {
  payload: undefined,
  payloadText: 'text/plain',
  payloadBase64: 'application/octet-stream',
};

/**
 * Reads an event in Annals' own representation: `{id, type, payload}` and what else `nativeMembers` lists, with exactly one of
 * `payload` (any JSON), `payloadText` and `payloadBase64`. Other members are faults.
 *
 * @param found the object's members, where somebody has found them already
 */
export function readNativeEvent(json: JsonSlice, found?: readonly JsonMember[]): EventDraft {
  const { members, faults } = eventMembers(json, found);
  for (const name of members.keys())
    if (!known.has(name)) faults.push(invalid(pointer(name), 'is not a member of an event'));
  const value = (name: NativeMember): unknown => {
    const member = members.get(name);
    return member === undefined ? undefined : valueOf(member);
  };
  const payloadMember = payloadMembers.find((name) => members.has(name)) ?? 'payload';
  const dataContentType = members.has('dataContentType')
    ? value('dataContentType')
    : defaultContentTypes[payloadMember];
  return {
    id: value('id'),
    source: value('source'),
    type: value('type'),
    subject: value('subject'),
    time: value('time'),
    expiresAt: value('expiresAt'),
    dataContentType,
    dataSchema: value('dataSchema'),
    extensions: readExtensions(members.get('extensions'), faults),
    data: readPayload(members, payloadMember, dataContentType, faults),
    faults,
    pointerTo: (field) => pointerTo(field, payloadMember),
  };
}

function pointerTo(field: string, payloadMember: PayloadMember): string {
  if (field === 'data') return pointer(payloadMember);
  return field.startsWith('extensions/') ? pointer('extensions', field.slice('extensions/'.length)) : pointer(field);
}

function readExtensions(json: JsonSlice | undefined, faults: EventFault[]): ReadonlyMap<string, unknown> {
  if (json === undefined) return noExtensions;
  const extensions = new Map<string, unknown>();
  if (kindOf(json) !== 'object') faults.push(invalid('#/extensions', 'must be an object'));
  for (const member of membersOf(json)) {
    const { name } = member;
    if (extensions.has(name)) faults.push(invalid(pointer('extensions', name), 'must not be named twice'));
    extensions.set(name, valueOf(member));
  }
  return extensions;
}

function readPayload(
  members: ReadonlyMap<string, JsonSlice>,
  member: PayloadMember,
  contentType: unknown,
  faults: EventFault[],
): DraftData {
  const json = members.get(member);
  if (json === undefined) {
    faults.push(invalid('#/payload', 'is required: one of payload, payloadText and payloadBase64'));
    return { kind: 'none' };
  }
  for (const other of payloadMembers)
    if (other !== member && members.has(other)) faults.push(invalid(pointer(other), `must not stand beside ${member}`));
  switch (member) {
    case 'payload':
      return { kind: 'json', json };
    case 'payloadText':
      return readText(valueOf(json), contentType, faults);
    case 'payloadBase64':
      return base64Data(valueOf(json), '#/payloadBase64', faults);
  }
}

function readText(value: unknown, contentType: unknown, faults: EventFault[]): DraftData {
  if (typeof value !== 'string' || !value.isWellFormed())
    faults.push(invalid('#/payloadText', 'must be a string without lone surrogates'));
  else if (typeof contentType === 'string' && isJsonContentType(contentType))
    faults.push(invalid('#/payloadText', 'must be a payload where dataContentType is JSON'));
  else return { kind: 'text', text: value };
  return { kind: 'none' };
}

/** Writes an event in Annals' own representation, as JSON text: data stands in it token for token. */
export function presentNativeEvent(event: Event): string {
  const { id, source, type, subject, recordedAt, expiresAt, dataContentType, dataSchema, digest } = event;
  return (
    `{"id":${JSON.stringify(id)}` +
    jsonMember('source', source) +
    jsonMember('type', type) +
    jsonMember('subject', subject) +
    jsonMember('time', timeOf(event)) +
    jsonMember('recordedAt', recordedAt) +
    jsonMember('expiresAt', expiresAt) +
    jsonMember('dataContentType', dataContentType) +
    jsonMember('dataSchema', dataSchema) +
    presentExtensions(event) +
    presentPayload(event.data) +
    `${jsonMember('digest', digest)}}`
  );
}

function presentExtensions({ extensions }: Event): string {
  if (extensions.size === 0) return '';
  return `,"extensions":${jsonObject([...extensions].map(([name, value]) => [name, jsonText(value)]))}`;
}

function presentPayload(data: EventData): string {
  switch (data.kind) {
    case 'none':
      return '';
    case 'json':
      return `,"payload":${data.text}`;
    case 'text':
      return jsonMember('payloadText', data.text);
    case 'bytes':
      return `,"payloadBase64":"${encodeBase64(data.bytes)}"`;
  }
}
