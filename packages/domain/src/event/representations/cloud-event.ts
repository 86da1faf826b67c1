import { kindOf, valueOf, type JsonMember, type JsonSlice } from '../../json/json-slice.js';
import type { EventData } from '../event-data.js';
import { pointer, type DraftData, type EventDraft, type EventFault } from '../event-draft.js';
import type { Event } from '../event.js';
import { encodeBase64 } from './base64.js';
import { base64Data, eventMembers, invalid, jsonObject, jsonText } from './json-members.js';

/** The one version of CloudEvents that is read and written. */
const specVersion = '1.0';

/** CloudEvents' names of the attributes that an event has fields for. */
const fieldsByAttribute = {
  id: 'id',
  source: 'source',
  type: 'type',
  subject: 'subject',
  time: 'time',
  datacontenttype: 'dataContentType',
  dataschema: 'dataSchema',
} as const;

type Attribute = keyof typeof fieldsByAttribute;
type AttributeField = (typeof fieldsByAttribute)[Attribute];

const attributesByField = new Map<string, string>(
  Object.entries(fieldsByAttribute).map(([name, field]) => [field, name]),
);

/** Whether the members of a JSON object say that it is a CloudEvent: nothing else that Annals reads has a `specversion`. */
export function saysCloudEvent(members: readonly JsonMember[]): boolean {
  return members.some(({ name }) => name === 'specversion');
}

/**
 * Reads an event in CloudEvents' JSON format. A null attribute is unset, while `data: null` is a value; members that CloudEvents
 * does not name are extensions, `expirytime` among them: a hint that Annals keeps and does not act on.
 *
 * @param found the object's members, where somebody has found them already
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function readCloudEvent(json: JsonSlice, found?: readonly JsonMember[]): EventDraft {
  const { members, faults } = eventMembers(json, found);
  const attributes = new Map<string, unknown>();
  for (const [name, value] of members) {
    if (name === 'data' || name === 'data_base64' || kindOf(value) === 'null') continue;
    attributes.set(name, valueOf(value));
  }
  const dataMember = members.has('data') || !members.has('data_base64') ? 'data' : 'data_base64';
  const data = readData(members, faults);
  return cloudEventDraft(attributes, data, faults, dataMember);
}

/** A draft from CloudEvents attributes by name, wherever they stood. */
export function cloudEventDraft(
  attributes: ReadonlyMap<string, unknown>,
  data: DraftData,
  faults: EventFault[],
  dataMember = 'data',
): EventDraft {
  const fields: Partial<Record<AttributeField, unknown>> = {};
  const extensions = new Map<string, unknown>();
  for (const [name, value] of attributes) {
    if (Object.hasOwn(fieldsByAttribute, name)) fields[fieldsByAttribute[name as Attribute]] = value;
    else if (name !== 'specversion') extensions.set(name, value);
  }
  if (attributes.get('specversion') !== specVersion)
    faults.push(
      invalid('#/specversion', `${attributes.has('specversion') ? 'must be' : 'is required:'} "${specVersion}"`),
    );
  if (fields.source === undefined) faults.push(invalid('#/source', 'is required'));
  return {
    id: undefined,
    source: undefined,
    type: undefined,
    ...fields,
    extensions,
    data,
    faults,
    pointerTo: pointerTo(dataMember),
  };
}

function pointerTo(dataMember: string): (field: string) => string {
  return (field) => {
    if (field === 'data') return pointer(dataMember);
    if (field === 'extensions') return '#';
    return pointer(attributesByField.get(field) ?? field.replace('extensions/', ''));
  };
}

function readData(members: ReadonlyMap<string, JsonSlice>, faults: EventFault[]): DraftData {
  const json = members.get('data');
  const base64 = members.get('data_base64');
  if (base64 !== undefined && json !== undefined) faults.push(invalid('#/data_base64', 'must not stand beside data'));
  if (json !== undefined) return { kind: 'json', json };
  if (base64 === undefined || kindOf(base64) === 'null') return { kind: 'none' };
  return base64Data(valueOf(base64), '#/data_base64', faults);
}

/** Writes an event in CloudEvents' JSON format, as JSON text: exactly what the producer sent, and nothing of Annals' own. */
export function presentCloudEvent(event: Event): string {
  return jsonObject([
    ['specversion', jsonText(specVersion)],
    ['id', jsonText(event.id)],
    ['source', jsonText(event.source)],
    ['type', jsonText(event.type)],
    ['subject', jsonText(event.subject)],
    ['time', jsonText(event.time)],
    ['datacontenttype', jsonText(event.dataContentType)],
    ['dataschema', jsonText(event.dataSchema)],
    ...[...event.extensions].map(([name, value]) => [name, jsonText(value)] as const),
    ...presentData(event.data),
  ]);
}

function presentData(data: EventData): (readonly ['data' | 'data_base64', string])[] {
  switch (data.kind) {
    case 'none':
      return [];
    case 'json':
      return [['data', data.text]];
    case 'text':
      return [['data', JSON.stringify(data.text)]];
    case 'bytes':
      return [['data_base64', `"${encodeBase64(data.bytes)}"`]];
  }
}
