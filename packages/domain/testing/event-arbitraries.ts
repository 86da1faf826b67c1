import fc from 'fast-check';
import { acceptEvent } from '../src/event/accept-event.js';
import type { Event } from '../src/event/event.js';
import { hasOnlyAllowedCharacters } from '../src/shared/characters.js';
import { utf8Length } from '../src/shared/utf8.js';
import { draftOfText, newYear2026Micros, sha256 } from './event-builders.js';

/** Any text that an attribute of up to `maxBytes` bytes may hold. */
export function anyAttribute(maxBytes: number): fc.Arbitrary<string> {
  return fc
    .string({ unit: 'binary', minLength: 1, maxLength: Math.min(maxBytes, 40) })
    .filter((text) => hasOnlyAllowedCharacters(text) && utf8Length(text) <= maxBytes);
}

/** Any source. */
export function anySource(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.webUrl({ withFragments: true }),
    fc.webPath().map((path) => `/${path}`),
    fc.uuid().map((uuid) => `urn:uuid:${uuid}`),
    fc.constantFrom('/', 'till-1', 'https://example.com/%20#frag', '/ключ/é'),
  );
}

/** Any RFC 3339 time of the last century or so, in any offset and precision. */
export function anyTime(): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.date({ min: new Date('1900-01-02T00:00:00Z'), max: new Date('2025-12-30T00:00:00Z'), noInvalidDate: true }),
      fc.stringMatching(/^(?:\.\d{1,9})?$/),
      fc.constantFrom('Z', 'z', '+00:00', '-00:00', '+14:00', '-09:30', '+05:45'),
    )
    .map(([date, fraction, offset]) => `${date.toISOString().slice(0, 19)}${fraction}${offset}`);
}

/** Any JSON text that `JSON.stringify` could have written, with characters of every plane. */
export function anyJsonText(): fc.Arbitrary<string> {
  return fc.json({ stringUnit: 'binary', maxDepth: 4 });
}

/** The members of any valid native event, as JSON texts by name. */
export function anyNativeMembers(): fc.Arbitrary<Record<string, string>> {
  const text = (maxBytes: number): fc.Arbitrary<string> => anyAttribute(maxBytes).map((value) => JSON.stringify(value));
  const quoted = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    arbitrary.map((value) => JSON.stringify(value));
  const attributes = fc.record(
    {
      id: text(128),
      type: text(256),
      source: quoted(anySource()),
      subject: text(512),
      time: quoted(anyTime()),
      expiresAt: fc.constantFrom('"2030-01-01T00:00:00Z"', '"2027-06-05T04:03:02.000000001+01:00"'),
      dataSchema: fc.constantFrom('"https://example.com/schema"', '"urn:example:schema"'),
      extensions: fc
        .dictionary(
          fc.stringMatching(/^x[a-z0-9]{1,20}$/),
          fc.oneof(anyAttribute(60), fc.boolean(), fc.integer(), fc.constant('')),
          { maxKeys: 5 },
        )
        .map((value) => JSON.stringify(value)),
    },
    { requiredKeys: ['id', 'type'] },
  );
  const data = fc.oneof(
    anyJsonText().map((payload) => ({ payload })),
    quoted(fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed())).map((payloadText) => ({
      payloadText,
    })),
    quoted(fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64'))).map((payloadBase64) => ({
      payloadBase64,
    })),
  );
  return fc.tuple(attributes, data).map(([left, right]) => ({ ...left, ...right }));
}

/** Joins members into a JSON object's text. */
export function objectText(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
    .join(',')}}`;
}

/** Any valid event, accepted at the builders' default time. */
export function anyEvent(): fc.Arbitrary<Event> {
  return anyNativeMembers().map((members) => {
    const accepted = acceptEvent(draftOfText(objectText(members)), {
      acceptedAtMicros: newYear2026Micros,
      defaultTimeMicros: newYear2026Micros,
      sha256,
    });
    if (!accepted.ok) throw new Error(`the arbitrary made an event that is refused: ${JSON.stringify(accepted.error)}`);
    return accepted.value;
  });
}
