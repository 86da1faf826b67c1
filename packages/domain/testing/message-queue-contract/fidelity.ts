import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maxMessageBytes } from '../../src/queue/message-queue.js';
import { compareUtf8 } from '../../src/shared/utf8.js';
import type { CurrentQueue } from '../message-queue-contract.js';
import { deleteAll, receiveAll, sendAll } from './calls.js';

const controlCharacters = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('');

/** Facts about getting back exactly what was given. */
export function describeQueueFidelity(current: CurrentQueue): void {
  /** Sends bodies and gets the same back, through the queue. */
  async function comesBack(bodies: readonly string[]): Promise<void> {
    const { queue } = current();
    await sendAll(
      queue,
      bodies.map((body) => ({ body })),
    );
    const received = await receiveAll(queue, bodies.length);
    await deleteAll(queue, received);
    // Compared by identity first: an assertion that fails prints what it compared, and bodies are long.
    const sorted = received.map(({ body }) => body).sort(compareUtf8);
    const expected = [...bodies].sort(compareUtf8);
    if (sorted.some((body, index) => body !== expected[index])) expect(sorted).toEqual(expected);
  }

  describe('fidelity of bodies', () => {
    test.each([
      ['nothing', ''],
      ['ASCII', 'plain text, "quoted" \\ and \\u0041'],
      ['NUL', '\u0000'],
      ['control characters', controlCharacters],
      ['DEL and C1 controls', '\u007f\u0080\u009f'],
      ['line ends', '\r\n\n\r\u0085\u2028\u2029'],
      ['noncharacters', '\ufffe\uffff\ufdd0\u{10ffff}'],
      ['a replacement character', '\ufffd'],
      ['a byte order mark', '\ufeffa\ufeff'],
      ['characters beyond U+FFFF', '😀\u{10348}\u{1f600}'],
      ['what has two normal forms', 'e\u0301é'],
      ['XML', '<?xml version="1.0"?><a b=\'c\'>&amp;&lt;]]>&#0;</a>'],
      ['what looks like base64', 'aGVsbG8='],
      ['padding', '='],
      ['spaces around', ' \t a \t '],
      ['JSON', '{"a":"\\u0000\\ud800"}'],
    ])('returns %s as it was', async (_, body) => {
      await comesBack([body]);
    });

    test('returns any text as it was', async () => {
      const text = fc.string({ unit: 'binary', maxLength: 200 });
      await fc.assert(
        fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), (bodies) => comesBack(bodies)),
        { numRuns: 40 },
      );
    });

    test.each([
      ['NUL', '\u0000'],
      ['ASCII', 'x'],
      ['quotes', '"'],
      ['ampersands', '&'],
      ['two bytes each', 'é'],
      ['four bytes each', '😀'],
    ])('returns bodies of the greatest length, of %s, several at once', async (_, character) => {
      const longest = character.repeat(maxMessageBytes / Buffer.byteLength(character));
      await comesBack([longest, 'short', longest]);
    });
  });
}
