import { readJson } from '../../json/json-slice.js';
import { err, ok, type Result } from '../../shared/result.js';
import { decodeUtf8, isJsonContentType } from '../event-data.js';
import { pointer, type DraftData, type EventDraft, type EventFault } from '../event-draft.js';
import { cloudEventDraft } from './cloud-event.js';
import { invalid } from './json-members.js';

/** Whether headers (names in lower case) say that a message is a CloudEvent in binary mode. */
export function saysBinaryCloudEvent(headers: Readonly<Record<string, unknown>>): boolean {
  return headers['ce-specversion'] !== undefined || headers['ce-id'] !== undefined || headers['ce-type'] !== undefined;
}

/**
 * Reads an event in CloudEvents' binary mode: attributes in `ce-` headers (names in lower case), data in the body, its type in
 * `content-type`. An empty body is no data. Fails with a sentence where the content type is JSON, or absent, and the body is not.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode
 */
export function readBinaryCloudEvent(
  headers: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
): Result<EventDraft, string> {
  const contentType = headers['content-type'];
  const data = readBody(body, contentType);
  if (!data.ok) return data;
  const faults: EventFault[] = [];
  const attributes = new Map<string, unknown>();
  for (const [header, text] of Object.entries(headers)) {
    if (!header.startsWith('ce-') || text === undefined) continue;
    const name = header.slice('ce-'.length);
    const value = decodeHeader(text);
    if (value === undefined)
      faults.push(invalid(pointer(name), `must be percent-encoded UTF-8 in the header ${header}`));
    attributes.set(name, value ?? '');
  }
  if (attributes.has('datacontenttype'))
    faults.push(invalid('#/datacontenttype', 'must stand in the header content-type'));
  if (contentType !== undefined) attributes.set('datacontenttype', contentType);
  return ok(cloudEventDraft(attributes, data.value, faults));
}

function readBody(body: Uint8Array, contentType: string | undefined): Result<DraftData, string> {
  if (body.length === 0) return ok({ kind: 'none' });
  const text = decodeUtf8(body);
  if (!isJsonContentType(contentType))
    return ok(text === undefined ? { kind: 'bytes', bytes: body } : { kind: 'text', text });
  if (text === undefined || /;\s*charset=(?!"?utf-8"?\s*(?:;|$))/i.test(contentType ?? ''))
    return err('is not JSON: it is not UTF-8');
  const json = readJson(text);
  return json.ok ? ok({ kind: 'json', json: json.value }) : json;
}

/** A header's value: unquoted, then percent-decoded once (section 3.1.3.2); `undefined` where that gives no UTF-8. */
function decodeHeader(value: string): string | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(value)?.[1];
  const text = quoted === undefined ? value : quoted.replace(/\\(.)/g, '$1');
  if (!/^[\x20-\x7e]*$/.test(text)) return undefined;
  try {
    return decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'));
  } catch {
    return undefined;
  }
}
