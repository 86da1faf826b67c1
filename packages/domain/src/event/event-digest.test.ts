import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyNativeMembers, objectText } from '../../testing/event-arbitraries.js';
import { draftOfText, event, newYear2026Micros, sha256 } from '../../testing/event-builders.js';
import { readJson, valueOf } from '../json/json-slice.js';
import { acceptEvent } from './accept-event.js';
import { parseDigest } from './event-digest.js';
import type { EventDraft } from './event-draft.js';
import type { Event } from './event.js';
import { readBinaryCloudEvent } from './representations/binary-cloud-event.js';
import { presentCloudEvent, readCloudEvent } from './representations/cloud-event.js';

function accept(draft: EventDraft): Event {
  const accepted = acceptEvent(draft, {
    acceptedAtMicros: newYear2026Micros,
    defaultTimeMicros: newYear2026Micros,
    sha256,
  });
  if (!accepted.ok) throw new Error(JSON.stringify(accepted.error));
  return accepted.value;
}

function structured(text: string): Event {
  const json = readJson(text);
  if (!json.ok) throw new Error(json.error);
  return accept(readCloudEvent(json.value));
}

function binary(headers: Readonly<Record<string, string>>, body: string | Uint8Array): Event {
  const read = readBinaryCloudEvent(headers, typeof body === 'string' ? Buffer.from(body) : body);
  if (!read.ok) throw new Error(read.error);
  return accept(read.value);
}

/** The event as a binary-mode message that a producer would send. */
function toBinary(of: Event): Event {
  const headers: Record<string, string> = {
    'ce-specversion': '1.0',
    'ce-id': of.id,
    'ce-source': of.source,
    'ce-type': of.type,
  };
  if (of.subject !== undefined) headers['ce-subject'] = of.subject;
  if (of.time !== undefined) headers['ce-time'] = of.time;
  if (of.dataSchema !== undefined) headers['ce-dataschema'] = of.dataSchema;
  for (const [name, value] of of.extensions) headers[`ce-${name}`] = String(value);
  for (const [name, value] of Object.entries(headers)) headers[name] = encodeURIComponent(value);
  headers['content-type'] = of.dataContentType ?? 'application/json; charset=utf-8';
  if (of.data.kind === 'none') throw new Error('native events have data');
  return binary(headers, of.data.kind === 'bytes' ? of.data.bytes : of.data.text);
}

const native = anyNativeMembers();
/** Without `expiresAt`, which CloudEvents has no attribute for. */
const portable = native.map(({ expiresAt: _, ...members }) => members as Record<string, string>);

describe('the digest', () => {
  test('does not depend on the order of members, the space between them, or how strings are escaped', () => {
    fc.assert(
      fc.property(native, (members) => {
        const spaced = Object.entries(members)
          .reverse()
          .map(([name, json]) => ` \n"${name.replace('i', '\\u0069')}" :\t${json} `);
        expect(accept(draftOfText(`{${spaced.join(',')}}`)).digest).toBe(
          accept(draftOfText(objectText(members))).digest,
        );
      }),
    );
  });

  test('is the same for the same event as native JSON, structured and binary CloudEvent', () => {
    fc.assert(
      fc.property(portable, (members) => {
        const one = accept(draftOfText(objectText(members)));
        expect(structured(presentCloudEvent(one)).digest).toBe(one.digest);
        expect(toBinary(one).digest).toBe(one.digest);
      }),
    );
  });

  test('is the same for JSON that came as base64 with a JSON content type', () => {
    const attributes = '"specversion":"1.0","id":"a","source":"/","type":"t"';
    const plain = structured(`{${attributes},"data":{"b":1,"a":2}}`);
    const base64 = Buffer.from('{"a": 2, "b": 1}').toString('base64');
    expect(structured(`{${attributes},"datacontenttype":"application/json","data_base64":"${base64}"}`).digest).toBe(
      plain.digest,
    );
  });

  test('tells JSON apart whose members are repeated, nested too deep, or which is none, by its bytes', () => {
    const digests = ['{"a":1,"a":1}', '{"a":1}', '{"a":', '['.repeat(70) + ']'.repeat(70)].map(
      (text) =>
        structured(
          `{"specversion":"1.0","id":"a","source":"/","type":"t","datacontenttype":"application/json","data_base64":"${Buffer.from(text).toString('base64')}"}`,
        ).digest,
    );
    expect(new Set(digests).size).toBe(4);
  });

  test('differs when any value does', () => {
    fc.assert(
      fc.property(
        native,
        native,
        fc.constantFrom('id', 'type', 'source', 'subject', 'time', 'expiresAt', 'dataSchema', 'extensions'),
        (left, right, name) => {
          const changed = { ...left, ...(right[name] !== undefined && { [name]: right[name] }) };
          const [one, other] = [accept(draftOfText(objectText(left))), accept(draftOfText(objectText(changed)))];
          expect(one.digest === other.digest).toBe(sameAttributes(one, other));
        },
      ),
    );
  });

  test('differs when data does', () => {
    fc.assert(
      fc.property(native, native, (left, right) => {
        const [one, other] = [left, right].map((members) => {
          const { payload, payloadText, payloadBase64 } = members;
          const data = { payload, payloadText, payloadBase64 };
          const present = Object.entries(data).filter(([, json]) => json !== undefined) as [string, string][];
          return accept(
            draftOfText(
              objectText({ id: '"a"', type: '"t"', dataContentType: '"text/x"', ...Object.fromEntries(present) }),
            ),
          );
        }) as [Event, Event];
        expect(one.digest === other.digest).toBe(dataAsBytes(one) === dataAsBytes(other));
      }),
    );
  });

  test.each([
    ['1', '1.0'],
    ['{}', '[]'],
    ['null', '"null"'],
    ['12345678901234567890', '12345678901234567891'],
  ])('tells the payload %s from %s', (left, right) => {
    const [one, other] = [left, right].map((payload) =>
      accept(draftOfText(`{"id":"a","type":"t","payload":${payload}}`)),
    );
    expect(one!.digest).not.toBe(other!.digest);
  });

  test('is of the instant, not of how it was written, and an absent time is no time', () => {
    expect(event({ time: '2025-01-01T01:00:00+01:00' }).digest).toBe(
      event({ time: '2025-01-01T00:00:00.000Z' }).digest,
    );
    expect(event({ time: '2026-01-01T00:00:00Z' }).digest).not.toBe(event().digest);
    expect(event({}, newYear2026Micros + 1).digest).toBe(event().digest);
  });

  test('is of the source after its default and of a JSON content type after its default', () => {
    expect(event({ source: '/' }).digest).toBe(event().digest);
    for (const dataContentType of ['application/json', 'Application/JSON', 'application/json; charset=UTF-8'])
      expect(event({ dataContentType }).digest).toBe(event().digest);
    for (const dataContentType of [
      'application/x+json',
      'application/json; charset=latin1',
      'application/json;profile=x',
    ])
      expect(event({ dataContentType }).digest).not.toBe(event().digest);
  });

  test('is of an extension in its string form, wherever it stands among the others', () => {
    expect(event({ extensions: { a: 1, b: true } }).digest).toBe(event({ extensions: { b: 'true', a: '1' } }).digest);
    expect(event({ extensions: { a: 'b' } }).digest).not.toBe(event({ extensions: { ab: '' } }).digest);
  });

  test('never changes between versions of Annals', () => {
    const pinned = event({
      id: 'a',
      type: 't',
      subject: 's',
      time: '2025-01-01T00:00:00Z',
      payload: { b: [1.5], a: null },
    });
    const data = sha256('{"a":null,"b":[1.5]}');
    const attributes = `["a","/","t","s","2025-01-01T00:00:00.000000000Z","application/json",null,null,[],"json","${data}"]`;
    expect(pinned.digest).toBe(`v1:${sha256(attributes)}`);
    expect(pinned.digest).toBe('v1:1q7ei43-lfYb2tO7C0OIUdL_R876bZaiQJhhKIFLUFE');
  });
});

function sameAttributes(left: Event, right: Event): boolean {
  const comparable = (one: Event): string =>
    JSON.stringify([
      one.id,
      one.type,
      one.source,
      one.subject,
      one.time === undefined ? null : one.instant,
      one.expiresAt === undefined ? null : Date.parse(one.expiresAt),
      one.dataSchema,
      [...one.extensions].map(([name, value]) => `${name}=${String(value)}`).sort(),
    ]);
  return comparable(left) === comparable(right);
}

/** JSON strings under `text/x` are text, so they equal text and bytes of the same characters; other JSON is itself. */
function dataAsBytes({ data }: Event): string {
  if (data.kind === 'json') return `json ${JSON.stringify(sortedValue(data.text))}`;
  return `bytes ${data.kind === 'none' ? '' : Buffer.from(data.kind === 'text' ? data.text : data.bytes).toString('hex')}`;
}

function sortedValue(text: string): unknown {
  const json = readJson(text);
  if (!json.ok) throw new Error(json.error);
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sort);
    if (value === null || typeof value !== 'object') return Object.is(value, -0) ? '-0' : value;
    return [
      'object',
      ...Object.entries(value)
        .map(([name, one]) => [name, sort(one)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ];
  };
  return sort(valueOf(json.value));
}

describe('parseDigest', () => {
  test('takes what eventDigest makes', () => {
    const { digest } = event();
    expect(parseDigest(digest)).toEqual({ ok: true, value: digest });
  });

  test.each([
    undefined,
    1,
    '',
    'v1:',
    `v2:${'a'.repeat(43)}`,
    `v1:${'a'.repeat(42)}`,
    `v1:${'a'.repeat(44)}`,
    `v1:${'+'.repeat(43)}`,
  ])('refuses %j', (value) => {
    expect(parseDigest(value)).toEqual({ ok: false, error: 'must be v1: and 43 characters of base64url' });
  });
});
