import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CurrentRepository } from '../event-repository-contract.js';
import { anyEvent } from '../event-arbitraries.js';
import { attempt, event, newYear2026Micros } from '../event-builders.js';
import { identityKey } from '../../src/event/event-identity.js';
import { acceptEvent } from '../../src/event/accept-event.js';
import { draftOfText, sha256 } from '../event-builders.js';

const atMs = newYear2026Micros / 1000;

/** Facts about getting back exactly what was given. */
export function describeFidelity(repository: CurrentRepository): void {
  describe('fidelity', () => {
    test('returns every event exactly as it was appended', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(anyEvent(), { minLength: 1, maxLength: 5, selector: identityKey }),
          async (events) => {
            for (const one of events) {
              const [outcome] = await repository().append([attempt(one)], atMs);
              if (outcome!.code === 'appended') expect(await repository().find(one, atMs)).toEqual(one);
            }
          },
        ),
        { numRuns: 60 },
      );
    });

    test('keeps ids and sources apart that differ only beyond ASCII, in case or in normal form', async () => {
      const ids = ['é', 'e\u0301', 'É', '😀', '％', '%', '%25', '#', '%23', 'a#b', 'a', 'A', ' a', 'a '];
      const events = ids.map((id, index) => event({ id, subject: `s${index}` }));
      await repository().append(
        events.map((one) => attempt(one)),
        atMs,
      );
      for (const one of events) expect(await repository().find(one, atMs)).toEqual(one);
    });

    test('does not mix up an id and a source that look alike when joined', async () => {
      const left = event({ id: 'a#/b', source: '/c' });
      const right = event({ id: 'a', source: '/b#/c' });
      await repository().append([attempt(left), attempt(right)], atMs);
      expect(await repository().find(left, atMs)).toEqual(left);
      expect(await repository().find(right, atMs)).toEqual(right);
    });

    test('keeps data token for token', async () => {
      const accepted = acceptEvent(
        draftOfText(
          '{"id":"tokens","type":"t","payload":{"z":1.0,"a":1E400,"n":-0,"big":123456789012345678901234567890,"__proto__":{"constructor":null},"e":"\\u0000\\ud800\\/"}}',
        ),
        { acceptedAtMicros: newYear2026Micros, defaultTimeMicros: newYear2026Micros, sha256 },
      );
      if (!accepted.ok) throw new Error('the event of this fact is refused');
      await repository().append([attempt(accepted.value)], atMs);
      expect(await repository().find(accepted.value, atMs)).toEqual(accepted.value);
    });

    test('keeps text and bytes of every value, NUL included', async () => {
      const text = event({ id: 'text', payload: undefined, payloadText: 'a\u0000b\r\n\ufeff😀' });
      const bytes = event({
        id: 'bytes',
        payload: undefined,
        payloadBase64: Buffer.from(Uint8Array.from({ length: 256 }, (_, index) => index)).toString('base64'),
      });
      const none = event({ id: 'empty-text', payload: undefined, payloadText: '' });
      await repository().append([attempt(text), attempt(bytes), attempt(none)], atMs);
      for (const one of [text, bytes, none]) expect(await repository().find(one, atMs)).toEqual(one);
    });

    test('keeps the largest event', async () => {
      const largest = event({
        id: '#'.repeat(128),
        source: `/${'s'.repeat(511)}`,
        type: '😀'.repeat(64),
        subject: 'é'.repeat(256),
        time: '2026-01-01T01:00:00.123456789+01:00',
        dataSchema: `https://example.com/${'x'.repeat(2028)}`,
        extensions: Object.fromEntries(
          Array.from({ length: 64 }, (_, index) => [`extension${index}`, 'v'.repeat(176)]),
        ),
        payload: 'p'.repeat(256 * 1024 - 2),
      });
      await repository().append([attempt(largest)], atMs);
      expect(await repository().find(largest, atMs)).toEqual(largest);
      const page = await repository().list({ order: 'desc', subject: largest.subject! }, { limit: 1, atMs });
      expect(page.events).toEqual([largest]);
    });
  });
}
