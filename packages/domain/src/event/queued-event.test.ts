import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyEvent } from '../../testing/event-arbitraries.js';
import { draftOfText, event, newYear2026Micros, sha256 } from '../../testing/event-builders.js';
import { maxMessageBytes } from '../queue/message-queue.js';
import { utf8Length } from '../shared/utf8.js';
import { acceptEvent } from './accept-event.js';
import { maxDataBytes } from './event-data.js';
import type { Event } from './event.js';
import { decodeQueuedEvent, encodeQueuedEvent } from './queued-event.js';

function decoded(body: string) {
  const result = decodeQueuedEvent(body, sha256);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

/** An event that JSON text posted, accepted after the time that its untimed drafts are dated from. */
function accepted(text: string): Event {
  const result = acceptEvent(draftOfText(text), {
    acceptedAtMicros: newYear2026Micros + 7,
    defaultTimeMicros: newYear2026Micros + 9,
    sha256,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('a queued event', () => {
  test('comes out of its message as it went in, whatever it is', () => {
    fc.assert(
      fc.property(anyEvent(), fc.uuid(), (one, writeId) => {
        const read = decoded(encodeQueuedEvent({ event: one, writeId }));
        expect(read).toEqual({ event: one, writeId });
        expect([...read.event.extensions]).toEqual([...one.extensions]);
      }),
    );
  });

  test.each([
    '{"b":1.0,"a":[1e400,-0,12345678901234567890],"__proto__":{"constructor":null}}',
    '"\\ud800 and \\u0000"',
    'null',
    '[ ]',
  ])('keeps the JSON %s token for token', (payload) => {
    const one = accepted(`{"id":"1","type":"t","payload":${payload}}`);
    expect(decoded(encodeQueuedEvent({ event: one, writeId: 'w' })).event).toEqual(one);
  });

  test('keeps the moments of its acceptance and, where nobody dated it, of its occurrence', () => {
    const one = accepted('{"id":"1","type":"t","payload":1}');
    expect(decoded(encodeQueuedEvent({ event: one, writeId: 'w' })).event).toMatchObject({
      recordedAt: '2026-01-01T00:00:00.000007000Z',
      instant: '2026-01-01T00:00:00.000009000Z',
    });
  });

  test('keeps the order of extensions, those that JavaScript would sort among them', () => {
    const extensions = '{"b":1,"10":true,"a":"","2":-1}';
    const one = accepted(`{"id":"1","type":"t","payload":1,"extensions":${extensions}}`);
    const read = decoded(encodeQueuedEvent({ event: one, writeId: 'w' }));
    expect([...read.event.extensions.keys()]).toEqual(['b', '10', 'a', '2']);
  });

  const largest = (data: object, padding: number): Event =>
    event({
      id: '\\'.repeat(128),
      type: '"'.repeat(256),
      source: `/${'é'.repeat(255)}`,
      subject: '\\'.repeat(512),
      dataSchema: `urn:${'x'.repeat(2044)}`,
      time: '2026-01-01T00:00:00.000000001+00:00',
      expiresAt: '2027-01-01T00:00:00.000000001+00:00',
      dataContentType: `text/plain;${'x'.repeat(200)}="\\""`,
      extensions: Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`x${index}`, '"'.repeat(padding)])),
      payload: undefined,
      ...data,
    });

  test.each([
    ['text of control characters', { payloadText: '\u0001'.repeat(maxDataBytes) }],
    ['text of the longest characters', { payloadText: '\u{1f600}'.repeat(maxDataBytes / 4) }],
    ['bytes', { payloadBase64: Buffer.alloc(maxDataBytes, 0xff).toString('base64') }],
    ['JSON', { payload: ['\\'.repeat(maxDataBytes / 2 - 2)] }],
  ])('fits into a message at every maximum, with %s', (_what, data) => {
    const padding = 193;
    expect(() => largest(data, padding + 1)).toThrow('of attributes');
    const one = largest(data, padding);
    const body = encodeQueuedEvent({ event: one, writeId: 'w'.repeat(64) });
    expect(utf8Length(body)).toBeLessThan(maxMessageBytes);
    expect(decoded(body).event).toEqual(one);
  });
});

describe('a message that holds no queued event', () => {
  const good = JSON.parse(encodeQueuedEvent({ event: event({ payload: { hush: 1 } }), writeId: 'w' })) as object;
  const reasonOf = (members: object): string => {
    const result = decodeQueuedEvent(JSON.stringify({ ...good, ...members }), sha256);
    if (result.ok) throw new Error('it was read');
    return result.error;
  };

  test.each(['', '{', 'hush', '[1]', '"hush"', 'null', '{}', '[]', '\u0000'])(
    'is %j, and its reason repeats none of it',
    (body) => {
      const result = decodeQueuedEvent(body, sha256);
      expect(result).toEqual({ ok: false, error: expect.stringMatching(/^the message is/) });
      expect(JSON.stringify(result)).not.toContain('hush');
    },
  );

  test.each([
    [{ version: 2 }, 'the message is no queued event of version 1, the only one known here'],
    [{ version: undefined }, 'the message is no queued event of version 1, the only one known here'],
    [{ writeId: undefined }, 'the message has no writeId'],
    [{ writeId: 7 }, 'the message has no writeId'],
    [{ recordedAt: 'yesterday' }, 'the message does not say when the event was accepted'],
    [{ recordedAt: '2026-01-01T00:00:00Z' }, 'the message does not say when the event was accepted'],
    [{ instant: undefined }, 'the message does not say when the event occurred'],
    [{ instant: '2026-01-01T00:00:00.000000001Z' }, 'the message does not say when the event occurred'],
    [{ json: undefined, bytes: '!' }, 'the message has data that cannot be read'],
    [{ json: undefined, bytes: [] }, 'the message has data that cannot be read'],
    [{ json: undefined, text: '/w==' }, 'the message has data that cannot be read'],
    [{ id: '' }, 'the event is invalid: #/id must not be empty'],
    [
      { type: undefined, extensions: { A: 1 } },
      /^the event is invalid: #\/type is required; #\/extensions\/A must be named/,
    ],
    [{ id: 'another' }, 'the digest is not that of the event'],
    [{ json: { hush: 2 } }, 'the digest is not that of the event'],
    [{ digest: undefined }, 'the digest is not that of the event'],
  ])('has %j instead of what was written', (members, reason) => {
    expect(reasonOf(members)).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
  });

  test('is any text at all, and reading it never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (body) => {
        expect(decodeQueuedEvent(body, sha256).ok).toBe(false);
      }),
    );
  });
});
