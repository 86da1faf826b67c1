import { describe, expect, test } from '@jest/globals';
import { draft, draftOfText, event, newYear2026Micros, sha256 } from '../../testing/event-builders.js';
import { acceptEvent, maxFaults } from './accept-event.js';
import type { EventDraft, EventFault } from './event-draft.js';

function faultsOf(of: EventDraft): readonly EventFault[] {
  const result = acceptEvent(of, { acceptedAtMicros: newYear2026Micros, defaultTimeMicros: newYear2026Micros, sha256 });
  if (result.ok) throw new Error('the draft was accepted');
  return result.error;
}

function pointersOf(members: Readonly<Record<string, unknown>>): string[] {
  return faultsOf(draft(members)).map(({ pointer }) => pointer);
}

function extensions(count: number, value: unknown = 'v'): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, value]));
}

describe('an accepted event', () => {
  test('has the defaults of what was not sent, and no field for what has none', () => {
    expect(event({ id: 'a', type: 't', payload: { n: 1 } })).toEqual({
      id: 'a',
      source: '/',
      type: 't',
      instant: '2026-01-01T00:00:00.000000000Z',
      recordedAt: '2026-01-01T00:00:00.000000000Z',
      extensions: new Map(),
      data: { kind: 'json', text: '{"n":1}' },
      digest: expect.stringMatching(/^v1:[A-Za-z0-9_-]{43}$/),
      hash: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      sizeBytes: expect.any(Number),
    });
  });

  test('keeps its time as posted and its instant in UTC with nine digits', () => {
    expect(event({ time: '2025-12-31T23:00:00.5-01:00' })).toMatchObject({
      time: '2025-12-31T23:00:00.5-01:00',
      instant: '2026-01-01T00:00:00.500000000Z',
    });
  });

  test('may have occurred up to 24 hours after its acceptance', () => {
    expect(event({ time: '2026-01-02T00:00:00Z' }).instant).toBe('2026-01-02T00:00:00.000000000Z');
    expect(pointersOf({ time: '2026-01-02T00:00:00.000000001Z' })).toEqual(['#/time']);
  });

  test('expires after its acceptance', () => {
    expect(event({ expiresAt: '2026-01-01T00:00:00.000000001Z' }).expiresAtMs).toBe(newYear2026Micros / 1000 + 1);
    expect(pointersOf({ expiresAt: '2026-01-01T00:00:00Z' })).toEqual(['#/expiresAt']);
  });

  test.each([
    ['id', 128],
    ['type', 256],
    ['source', 512],
    ['subject', 512],
  ])('has a %s of up to %i bytes of UTF-8', (name, bytes) => {
    expect(event({ [name]: 'é'.repeat(bytes / 2) })).toMatchObject({ [name]: 'é'.repeat(bytes / 2) });
    expect(pointersOf({ [name]: `${'é'.repeat(bytes / 2)}x` })).toEqual([`#/${name}`]);
    expect(pointersOf({ [name]: '' })).toEqual([`#/${name}`]);
    expect(pointersOf({ [name]: 7 })).toEqual([`#/${name}`]);
    expect(pointersOf({ [name]: null })).toEqual([`#/${name}`]);
    expect(pointersOf({ [name]: 'a\u0000b' })).toEqual([`#/${name}`]);
  });

  test('has data of up to 256 KiB, counted without space between tokens', () => {
    const fits = `"${'x'.repeat(256 * 1024 - 4)}"`;
    const accepted = acceptEvent(draftOfText(`{"id":"a","type":"t","payload":[ ${fits} ]}`), {
      acceptedAtMicros: 0,
      defaultTimeMicros: 0,
      sha256,
    });
    expect(accepted.ok).toBe(true);
    expect(faultsOf(draft({ payload: 'x'.repeat(256 * 1024 - 1) }))).toEqual([
      { code: 'too-large', pointer: '#/payload', detail: 'must be at most 262144 bytes' },
    ]);
    expect(faultsOf(draft({ payload: undefined, payloadText: 'é'.repeat(128 * 1024) + 'x' }))[0]!.code).toBe(
      'too-large',
    );
    const base64 = Buffer.alloc(256 * 1024 + 1).toString('base64');
    expect(faultsOf(draft({ payload: undefined, payloadBase64: base64 }))[0]!.code).toBe('too-large');
  });

  test('has attributes of up to 16 KiB together', () => {
    expect(event({ extensions: extensions(60, 'v'.repeat(255)) }).extensions.size).toBe(60);
    expect(pointersOf({ extensions: extensions(64, 'v'.repeat(255)) })).toEqual(['#']);
  });

  test('has up to 64 extensions of a string, a boolean or a 32-bit integer', () => {
    const values = { a: 's', b: true, c: -2_147_483_648, d: 2_147_483_647, e: '' };
    expect([...event({ extensions: values }).extensions]).toEqual(Object.entries(values));
    expect(event({ extensions: extensions(64) }).extensions.size).toBe(64);
    expect(pointersOf({ extensions: extensions(65) })).toEqual(['#/extensions']);
    for (const value of [1.5, 2_147_483_648, null, {}, [], 'a\u0007'])
      expect(pointersOf({ extensions: { x: value } })).toEqual(['#/extensions/x']);
    for (const name of ['', 'A', 'a-b', 'a_b', 'id', 'specversion', 'data', 'é', 'x'.repeat(65), '__proto__', 'a/b'])
      expect(
        faultsOf(draftOfText(`{"id":"a","type":"t","payload":1,"extensions":{${JSON.stringify(name)}:"v"}}`)),
      ).toHaveLength(1);
  });

  test.each(['application/json', 'text/plain; charset=utf-8', 'application/vnd.x+json;v="1;2"', 'a/b'])(
    'has the content type %s',
    (type) => {
      expect(event({ dataContentType: type }).dataContentType).toBe(type);
    },
  );

  test.each(['json', 'a/b/c', 'a /b', 'a/b;', 'text/plain; charset', 'é/x'].filter((type) => type !== 'a/b;'))(
    'has no content type %s',
    (type) => {
      expect(pointersOf({ dataContentType: type })).toEqual(['#/dataContentType']);
      expect(pointersOf({ dataContentType: null })).toEqual(['#/dataContentType']);
    },
  );

  test.each([
    '/',
    '/a/b?c=d#e',
    'urn:isbn:0451450523',
    'https://example.com/a%20b',
    'till-1',
    '//host/x',
    '?q',
    '#f',
    '../x',
    'https://[::1]/',
    'ключ',
  ])('has the source %s', (source) => {
    expect(event({ source }).source).toBe(source);
  });

  test.each(['a b', '<x>', 'a%2', 'a%zz', '1a:b', ':x', 'a#b#c', 'a\\b', 'a|b', '"', 'é:b'])(
    'has no source %s',
    (source) => {
      expect(pointersOf({ source })).toEqual(['#/source']);
    },
  );

  test('has a data schema with a scheme', () => {
    expect(event({ dataSchema: 'urn:x' }).dataSchema).toBe('urn:x');
    for (const dataSchema of ['/relative', 'no-scheme', 'a b:c', '?x:y'])
      expect(pointersOf({ dataSchema })).toEqual(['#/dataSchema']);
  });

  test('takes a JSON string under another content type as text, and JSON of another kind as JSON', () => {
    expect(event({ payload: 'a\nb', dataContentType: 'text/plain' }).data).toEqual({ kind: 'text', text: 'a\nb' });
    expect(event({ payload: { a: 1 }, dataContentType: 'text/plain' }).data).toEqual({ kind: 'json', text: '{"a":1}' });
  });
});

describe('text in place of a payload', () => {
  test('holds no lone surrogates, which have no UTF-8', () => {
    const text = '{"id":"1","type":"t","dataContentType":"text/plain","payload":"\\ud800"}';
    expect(faultsOf(draftOfText(text))).toEqual([
      { code: 'invalid', pointer: '#/payload', detail: 'must not hold lone surrogates' },
    ]);
  });
});

describe('a refusal', () => {
  test('lists every fault at once', () => {
    const faults = faultsOf(
      draftOfText(
        '{"id":1,"subject":"","time":"now","expiresAt":"2020-01-01T00:00:00Z","dataContentType":"json","dataSchema":"x","extensions":{"A":1,"x":1.5},"payload":{"a":1,"a":2},"payloadText":"t","more":1,"source":" "}',
      ),
    );
    expect(faults.map(({ pointer }) => pointer).sort()).toEqual(
      [
        '#/dataContentType',
        '#/dataSchema',
        '#/expiresAt',
        '#/extensions/A',
        '#/extensions/x',
        '#/id',
        '#/more',
        '#/payload/a',
        '#/payloadText',
        '#/source',
        '#/subject',
        '#/time',
        '#/type',
      ].sort(),
    );
  });

  test('names what is missing', () => {
    expect(faultsOf(draftOfText('{}'))).toEqual([
      { code: 'invalid', pointer: '#/payload', detail: 'is required: one of payload, payloadText and payloadBase64' },
      { code: 'invalid', pointer: '#/id', detail: 'is required' },
      { code: 'invalid', pointer: '#/type', detail: 'is required' },
    ]);
  });

  test.each(['1', '[]', 'null', '"x"'])('says that %s is no object', (text) => {
    expect(faultsOf(draftOfText(text))[0]).toEqual({ code: 'invalid', pointer: '#', detail: 'must be a JSON object' });
  });

  test('looks at no more extensions than there may be, however many are sent', () => {
    const names = Array.from({ length: 60_000 }, (_, index) => `"A${index}":1`).join(',');
    expect(faultsOf(draftOfText(`{"id":"a","type":"t","payload":1,"extensions":{${names}}}`))).toHaveLength(65);
  });

  test('points at an extension whose name has a slash or a tilde', () => {
    const text = draftOfText('{"id":"a","type":"t","payload":1,"extensions":{"a/b~c":1}}');
    expect(faultsOf(text)[0]!.pointer).toBe('#/extensions/a~1b~0c');
  });

  test('never repeats a value', () => {
    const text = draftOfText(
      '{"id":"\\u0000hunter2","type":"t","time":"hunter2","payload":1,"extensions":{"x":{"a":"hunter2"}}}',
    );
    expect(JSON.stringify(faultsOf(text))).not.toContain('hunter2');
  });

  test(`lists at most ${maxFaults} faults`, () => {
    const members = Array.from({ length: 500 }, (_, index) => `"m${index}":1`).join(',');
    expect(faultsOf(draftOfText(`{${members}}`))).toHaveLength(maxFaults);
  });

  test('points into data and at names with a slash or a tilde', () => {
    expect(faultsOf(draftOfText('{"id":"a","type":"t","payload":[{"a/~é":1,"a/~é":2}]}'))[0]!.pointer).toBe(
      '#/payload/0/a~1~0%C3%A9',
    );
  });
});
