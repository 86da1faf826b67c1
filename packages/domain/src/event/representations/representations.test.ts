import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyEvent, anyNativeMembers, objectText } from '../../../testing/event-arbitraries.js';
import { draftOfText, newYear2026Micros, sha256 } from '../../../testing/event-builders.js';
import { membersOf, readJson } from '../../json/json-slice.js';
import { acceptEvent } from '../accept-event.js';
import type { EventDraft, EventFault } from '../event-draft.js';
import type { Event } from '../event.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { readBinaryCloudEvent, saysBinaryCloudEvent } from './binary-cloud-event.js';
import { presentCloudEvent, readCloudEvent, saysCloudEvent } from './cloud-event.js';
import { presentNativeEvent } from './native-event.js';

const required = { specversion: '1.0', id: 'a', source: '/s', type: 't' };

function accepted(draft: EventDraft): Event {
  const result = acceptEvent(draft, {
    acceptedAtMicros: newYear2026Micros,
    defaultTimeMicros: newYear2026Micros,
    sha256,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function faultsOf(draft: EventDraft): readonly EventFault[] {
  const result = acceptEvent(draft, {
    acceptedAtMicros: newYear2026Micros,
    defaultTimeMicros: newYear2026Micros,
    sha256,
  });
  return result.ok ? [] : result.error;
}

function structured(members: Readonly<Record<string, unknown>>): EventDraft {
  const json = readJson(JSON.stringify(members));
  if (!json.ok) throw new Error(json.error);
  return readCloudEvent(json.value);
}

function binary(headers: Readonly<Record<string, string>>, body: string | Uint8Array = ''): EventDraft {
  const read = readBinaryCloudEvent(
    { 'ce-specversion': '1.0', 'ce-id': 'a', 'ce-source': '/s', 'ce-type': 't', ...headers },
    typeof body === 'string' ? Buffer.from(body) : body,
  );
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

describe('a native event', () => {
  test('is presented with everything that was posted, data token for token', () => {
    fc.assert(
      fc.property(anyNativeMembers(), (members) => {
        const presented = JSON.parse(presentNativeEvent(accepted(draftOfText(objectText(members))))) as Record<
          string,
          unknown
        >;
        for (const [name, json] of Object.entries(members)) {
          if (name === 'extensions' && json === '{}') expect(presented).not.toHaveProperty(name);
          else expect(presented[name]).toEqual(JSON.parse(json));
        }
        expect(presented).toMatchObject({
          recordedAt: expect.any(String),
          digest: expect.any(String),
          time: expect.any(String),
        });
      }),
    );
  });

  test('has the content type of its payload when it names none', () => {
    const of = (members: string): string | undefined =>
      accepted(draftOfText(`{"id":"a","type":"t",${members}}`)).dataContentType;
    expect(of('"payload":1')).toBeUndefined();
    expect(of('"payloadText":"x"')).toBe('text/plain');
    expect(of('"payloadBase64":"AA=="')).toBe('application/octet-stream');
  });

  test.each([
    ['"payloadText":7', '#/payloadText'],
    ['"payloadText":"\\ud800"', '#/payloadText'],
    ['"payloadText":"x","dataContentType":"application/json"', '#/payloadText'],
    ['"payloadBase64":"A"', '#/payloadBase64'],
    ['"payloadBase64":"AA\\n=="', '#/payloadBase64'],
    ['"payloadBase64":null', '#/payloadBase64'],
    ['"payload":1,"extensions":[]', '#/extensions'],
    ['"payload":1,"extensions":{"x":1,"x":1}', '#/extensions/x'],
    ['"payload":1,"payload":1', '#/payload'],
    ['"payload":1,"__proto__":1', '#/__proto__'],
    ['"payload":1,"constructor":1', '#/constructor'],
  ])('is refused with %s', (members, pointer) => {
    expect(faultsOf(draftOfText(`{"id":"a","type":"t",${members}}`)).map((fault) => fault.pointer)).toEqual([pointer]);
  });
});

describe('a structured CloudEvent', () => {
  test('comes back exactly as it was posted', () => {
    fc.assert(
      fc.property(anyEvent(), (one) => {
        const text = presentCloudEvent(one);
        const json = readJson(text);
        if (!json.ok) throw new Error(json.error);
        expect(presentCloudEvent(accepted(readCloudEvent(json.value)))).toBe(text);
      }),
    );
  });

  test('keeps unknown attributes as extensions with their types, expirytime among them', () => {
    const event = accepted(structured({ ...required, expirytime: '2020-01-01T00:00:00Z', sampled: true, n: 7 }));
    expect([...event.extensions]).toEqual([
      ['expirytime', '2020-01-01T00:00:00Z'],
      ['sampled', true],
      ['n', 7],
    ]);
    expect(event.expiresAt).toBeUndefined();
  });

  test('takes a null attribute as unset and null data as a value', () => {
    const event = accepted(
      structured({ ...required, subject: null, time: null, x: null, datacontenttype: null, data: null }),
    );
    expect(event.subject).toBeUndefined();
    expect(event.extensions.size).toBe(0);
    expect(event.data).toEqual({ kind: 'json', text: 'null' });
    expect(accepted(structured({ ...required, data_base64: null })).data).toEqual({ kind: 'none' });
  });

  test.each([
    ['no data', {}, { kind: 'none' }],
    ['JSON data', { data: { a: 1 } }, { kind: 'json', text: '{"a":1}' }],
    ['a JSON string', { data: 'x' }, { kind: 'json', text: '"x"' }],
    ['text', { datacontenttype: 'application/xml', data: '<a/>' }, { kind: 'text', text: '<a/>' }],
    ['bytes', { data_base64: '/wA=' }, { kind: 'bytes', bytes: Uint8Array.of(255, 0) }],
  ])('has %s', (_, members, data) => {
    expect(accepted(structured({ ...required, ...members })).data).toEqual(data);
  });

  test.each([
    [{ specversion: '0.3' }, '#/specversion'],
    [{ specversion: 1 }, '#/specversion'],
    [{ specversion: undefined }, '#/specversion'],
    [{ source: undefined }, '#/source'],
    [{ source: null }, '#/source'],
    [{ id: undefined }, '#/id'],
    [{ type: '' }, '#/type'],
    [{ datacontenttype: 'x' }, '#/datacontenttype'],
    [{ dataschema: 'x' }, '#/dataschema'],
    [{ dataContentType: 'text/plain' }, '#/dataContentType'],
    [{ 'with-dash': 'x' }, '#/with-dash'],
    [{ n: 1.5 }, '#/n'],
    [{ data: 1, data_base64: 'AA==' }, '#/data_base64'],
    [{ data_base64: 'A' }, '#/data_base64'],
    [{ data_base64: 7 }, '#/data_base64'],
  ])('is refused with %j', (members, pointer) => {
    expect(faultsOf(structured({ ...required, ...members })).map((fault) => fault.pointer)).toEqual([pointer]);
  });

  test('is refused where its text has no UTF-8 form', () => {
    expect(faultsOf(structured({ ...required, datacontenttype: 'text/plain', data: '\ud800' }))).toHaveLength(1);
  });

  test('is told from a native event by its specversion', () => {
    for (const [text, expected] of [
      ['{"specversion":"1.0"}', true],
      ['{"id":"specversion"}', false],
      ['[]', false],
    ] as const) {
      const json = readJson(text);
      expect(json.ok && saysCloudEvent(membersOf(json.value))).toBe(expected);
    }
  });
});

describe('a binary CloudEvent', () => {
  test('has its attributes in headers, percent-decoded once and unquoted', () => {
    const event = accepted(
      binary({
        'ce-subject': 'Euro%20%E2%82%AC%20%F0%9F%98%80',
        'ce-x': '"a \\"quoted\\" %25 value"',
        'ce-y': '100%',
        'ce-z': '%2541',
        'ce-time': '2025-01-01T00:00:00Z',
        'ce-dataschema': 'urn:x',
        'x-other': 'ignored',
      }),
    );
    expect(event).toMatchObject({
      id: 'a',
      source: '/s',
      type: 't',
      subject: 'Euro € 😀',
      time: '2025-01-01T00:00:00Z',
      dataSchema: 'urn:x',
    });
    expect([...event.extensions]).toEqual([
      ['x', 'a "quoted" % value'],
      ['y', '100%'],
      ['z', '%41'],
    ]);
  });

  test.each([
    ['no data', undefined, '', { kind: 'none' }],
    ['no data either', 'application/json', '', { kind: 'none' }],
    ['JSON', 'application/json', ' {"a": 1.0} ', { kind: 'json', text: '{"a":1.0}' }],
    ['JSON without a content type', undefined, '[1]', { kind: 'json', text: '[1]' }],
    ['JSON of a kind', 'application/vnd.x+json; v=1', '1', { kind: 'json', text: '1' }],
    ['text', 'text/plain', 'é\r\n', { kind: 'text', text: 'é\r\n' }],
    ['bytes', 'image/png', Uint8Array.of(0x89, 0x50), { kind: 'bytes', bytes: Buffer.of(0x89, 0x50) }],
  ])('has %s', (_, contentType, body, data) => {
    const draft = binary(contentType === undefined ? {} : { 'content-type': contentType }, body);
    expect(accepted(draft).data).toEqual(data);
    expect(accepted(draft).dataContentType).toBe(contentType);
  });

  test('fails where a JSON body is none', () => {
    const headers = { 'content-type': 'application/json' };
    expect(readBinaryCloudEvent(headers, Buffer.from('{'))).toEqual({
      ok: false,
      error: expect.stringContaining('not JSON'),
    });
    expect(readBinaryCloudEvent({ 'content-type': 'application/json; charset=utf-16' }, Buffer.from('1')).ok).toBe(
      false,
    );
    expect(readBinaryCloudEvent(headers, Buffer.of(0xff))).toEqual({
      ok: false,
      error: expect.stringContaining('UTF-8'),
    });
  });

  test.each([
    ['ce-subject', '%FF', '#/subject'],
    ['ce-x', 'é', '#/x'],
    ['ce-datacontenttype', 'text/plain', '#/datacontenttype'],
    ['ce-specversion', '2.0', '#/specversion'],
    ['ce-data', 'x', '#/data'],
    ['ce-a_b', 'x', '#/a_b'],
  ])('is refused with %s: %s', (header, value, pointer) => {
    expect(faultsOf(binary({ [header]: value })).map((fault) => fault.pointer)).toContain(pointer);
  });

  test('is told by its headers', () => {
    for (const header of ['ce-specversion', 'ce-id', 'ce-type'])
      expect(saysBinaryCloudEvent({ [header]: 'x' })).toBe(true);
    expect(saysBinaryCloudEvent({ 'content-type': 'application/json', 'ce-': 'x' })).toBe(false);
  });
});

test('base64 is that of RFC 4648', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
    }),
  );
  for (const text of ['A', 'AA', 'AA=', 'AAA', 'A===', '====', 'AA-_', ' AAAA', 'AAAA\n', 'AA==AA==', 'AB==', 'AAB='])
    expect(decodeBase64(text)).toBeUndefined();
});
