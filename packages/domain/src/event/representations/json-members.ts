import { kindOf, membersOf, type JsonMember, type JsonSlice } from '../../json/json-slice.js';
import { pointer, type DraftData, type EventFault } from '../event-draft.js';
import { decodeBase64 } from './base64.js';

/**
 * The members of an event's JSON object by name, and what is wrong with them as an object.
 *
 * @param found the object's members, where somebody has found them already
 */
export function eventMembers(
  json: JsonSlice,
  found: readonly JsonMember[] = membersOf(json),
): {
  readonly members: ReadonlyMap<string, JsonSlice>;
  readonly faults: EventFault[];
} {
  const members = new Map<string, JsonSlice>();
  const faults: EventFault[] = [];
  if (kindOf(json) !== 'object') faults.push(invalid('#', 'must be a JSON object'));
  for (const member of found) {
    if (members.has(member.name)) faults.push(invalid(pointer(member.name), 'must not be named twice'));
    members.set(member.name, member);
  }
  return { members, faults };
}

/** Data that stands in a JSON string as base64. */
export function base64Data(value: unknown, at: string, faults: EventFault[]): DraftData {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (bytes !== undefined) return { kind: 'bytes', bytes };
  faults.push(invalid(at, 'must be a string of padded base64'));
  return { kind: 'none' };
}

/** A fault of the representation. */
export function invalid(at: string, detail: string): EventFault {
  return { code: 'invalid', pointer: at, detail };
}

/** Joins members of a JSON object that are already text; absent ones are left out. */
export function jsonObject(members: readonly (readonly [name: string, json: string | undefined])[]): string {
  let text = '';
  for (const [name, json] of members) if (json !== undefined) text += `${text === '' ? '' : ','}"${name}":${json}`;
  return `{${text}}`;
}

/** A value as JSON text, `undefined` staying absent. */
export function jsonText(value: string | number | boolean | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** A further member of a JSON object, with the comma before it; nothing where the value is absent. */
export function jsonMember(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}
